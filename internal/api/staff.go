package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// Sets of roles of those who work here.
var (
	members  = []auth.Role{auth.Staff}
	insiders = []auth.Role{auth.Operator, auth.Staff}
)

// memberRequest enrols a person.
type memberRequest struct {
	Handle      string   `json:"handle" doc:"What colleagues call her; unique."`
	Person      string   `json:"person,omitempty" doc:"Her number in the employer's books; unique, kept only hashed under a key."`
	Roles       []string `json:"roles,omitempty" doc:"support, privacy, security, admin, auditor, approver."`
	Team        string   `json:"team,omitempty" doc:"With whom she shares a queue of cases."`
	Provisioned bool     `json:"provisioned,omitempty" doc:"Made by an identity provider: without roles until two people grant them."`
	Approval    uint32   `json:"approval,omitempty"`
}

// memberChangeRequest changes what a member may do.
type memberChangeRequest struct {
	Roles    []string `json:"roles" doc:"All that she is to have. More than before need an approval."`
	Team     string   `json:"team,omitempty"`
	Approval uint32   `json:"approval,omitempty"`
}

// approvedRequest is of what an approval allows.
type approvedRequest struct {
	Approval uint32 `json:"approval"`
}

// memberReply is a person on the roster.
type memberReply struct {
	Number      uint32   `json:"number"`
	Path        string   `json:"path" example:"staff:0042"`
	Handle      string   `json:"handle"`
	Roles       []string `json:"roles"`
	Team        string   `json:"team,omitempty"`
	EnrolledBy  uint32   `json:"enrolled_by,omitempty"`
	Founding    bool     `json:"founding" doc:"Enrolled when the data folder was made."`
	Provisioned bool     `json:"provisioned"`
	EnrolledAt  instant  `json:"enrolled_at"`
	RevokedAt   instant  `json:"revoked_at,omitempty" doc:"Left out while she works here."`
}

// staffKeyRequest asks for a key.
type staffKeyRequest struct {
	Owner     uint32  `json:"owner,omitempty" doc:"Whose key it is; left out: the caller's."`
	Service   string  `json:"service,omitempty" doc:"The owner's service that it is for; left out: her own." example:"risk"`
	ExpiresAt instant `json:"expires_at,omitempty" doc:"Wall time; left out: never."`
	Approval  uint32  `json:"approval,omitempty" doc:"The first key of a member, or of a service, needs one."`
}

// staffKeyReply is a key that was made.
type staffKeyReply struct {
	ID        hexID   `json:"id"`
	Owner     uint32  `json:"owner"`
	Service   string  `json:"service,omitempty"`
	Secret    string  `json:"secret,omitempty" doc:"The whole key, for the Authorization header. Shown this once; a replay has none."`
	CreatedAt instant `json:"created_at"`
	ExpiresAt instant `json:"expires_at,omitempty"`
}

func (s *server) staff() {
	change(s, operation{
		path: "/v1/staff", id: "enrolStaff", tag: "staff", roles: insiders, status: http.StatusCreated,
		summary: "Put a person on the roster. Roles need an approval.",
	}, (*memberRequest).command, s.p.EnrolStaff, showMember)
	list(s, operation{
		path: "/v1/staff", id: "listStaff", tag: "staff", roles: insiders, summary: "List the roster by number.",
	}, listStaff)
	read(s, operation{
		path: "/v1/staff/{number}", id: "getStaff", tag: "staff", roles: insiders, summary: "Read a member of the roster.",
	}, getStaff)
	change(s, operation{
		path: "/v1/staff/{number}", id: "changeStaff", tag: "staff", roles: insiders,
		summary: "Change a member's roles and team. Taking roles away needs no approval.",
	}, (*memberChangeRequest).command, s.p.ChangeStaff, showMember)
	change(s, operation{
		path: "/v1/staff/{number}/revoke", id: "revokeStaff", tag: "staff", roles: insiders,
		summary: "End all of a member's keys, cases and requests, from the next read on.",
	}, func(_ *nothing, c *call) staff.Number { return staff.Number(c.number()) }, s.p.RevokeStaff, showMember)
	change(s, operation{
		path: "/v1/staff/{number}/reinstate", id: "reinstateStaff", tag: "staff", roles: insiders,
		summary: "Let a revoked member work again, without keys or cases. Needs an approval.",
	}, (*approvedRequest).reinstate, func(ctx context.Context, by auth.Caller, once platform.Once, m platform.MemberChange) (staff.Member, bool, error) {
		return s.p.ReinstateStaff(ctx, by, once, m.Number, m.Approval)
	}, showMember)
	s.staffKeys()
}

func (s *server) staffKeys() {
	change(s, operation{
		path: "/v1/staff-keys", id: "createStaffKey", tag: "staff", roles: insiders, status: http.StatusCreated,
		summary: "Make a key for a member, or for a service of hers.",
	}, (*staffKeyRequest).command, s.p.CreateStaffKey, func(k platform.StaffKey) staffKeyReply {
		return staffKeyReply{
			ID: showHex(k.ID), Owner: uint32(k.Owner), Service: k.Service, Secret: k.Secret.Reveal(),
			CreatedAt: showTime(k.CreatedAt), ExpiresAt: showTime(k.ExpiresAt),
		}
	})
	change(s, operation{
		path: "/v1/staff-keys/{id}/revoke", id: "revokeStaffKey", tag: "staff", roles: insiders,
		summary: "End a member's or a service's key for good.",
	}, func(_ *nothing, c *call) ledger.ID { return c.self() },
		func(ctx context.Context, by auth.Caller, once platform.Once, id ledger.ID) (platform.StoredKey, bool, error) {
			return s.p.RevokeStaffKey(ctx, by, once, id)
		}, func(k platform.StoredKey) revokedReply { return revokedReply{ID: showHex(k.ID), Revoked: k.Revoked} })
}

// staffRoles returns the set of roles with the names.
func (c *call) staffRoles(field string, given []string) (set staff.Roles) {
	for i, text := range given {
		set = set.With(choose(c, fmt.Sprintf("%s[%d]", field, i), text, staffRoles))
	}
	return set
}

func (b *memberRequest) command(c *call) platform.NewMember {
	return platform.NewMember{
		Handle: c.shortText("handle", b.Handle, staff.HandleMax), Person: b.Person, Roles: c.staffRoles("roles", b.Roles),
		Team: b.Team, Provisioned: b.Provisioned, Approval: approval.Number(b.Approval),
	}
}

func (b *memberChangeRequest) command(c *call) platform.MemberChange {
	return platform.MemberChange{
		Number: staff.Number(c.number()), Roles: c.staffRoles("roles", b.Roles), Team: b.Team, Approval: approval.Number(b.Approval),
	}
}

func (b *approvedRequest) reinstate(c *call) platform.MemberChange {
	return platform.MemberChange{Number: staff.Number(c.number()), Approval: approval.Number(b.Approval)}
}

func (b *staffKeyRequest) command(c *call) platform.StaffKeyRequest {
	r := platform.StaffKeyRequest{
		Owner: staff.Number(b.Owner), Service: b.Service, ExpiresAt: c.instant("expires_at", b.ExpiresAt),
		Approval: approval.Number(b.Approval),
	}
	if b.Owner == 0 && c.by.Role == auth.Staff {
		r.Owner = staff.Number(c.by.StaffNumber())
	}
	if r.Owner == 0 {
		c.wrong("owner", CodeMissingField, "is required")
	}
	return r
}

func listStaff(c *call) (page[memberReply], error) {
	after, limit := c.after32(), c.limit()
	if err := c.failure(); err != nil {
		return page[memberReply]{}, err
	}
	found, err := c.p.Roster(c.ctx(), c.by, staff.Number(after), limit)
	return pageOf(found, limit, func(m *staff.Member) uint64 { return uint64(m.Number) }, showMember), err
}

func getStaff(c *call) (memberReply, error) {
	n := staff.Number(c.number())
	if err := c.failure(); err != nil {
		return memberReply{}, err
	}
	found, err := c.p.Roster(c.ctx(), c.by, n-1, 1)
	if err != nil {
		return memberReply{}, err
	}
	if len(found) == 0 || found[0].Number != n {
		return memberReply{}, errkind.New(errkind.NotFound, "staff_not_found", "There is nobody with this number on the roster.")
	}
	return showMember(found[0]), nil
}

func showMember(m staff.Member) memberReply {
	roles := []string{}
	for _, r := range staffRoles {
		if m.Roles.Has(r.value) {
			roles = append(roles, r.text)
		}
	}
	return memberReply{
		Number: uint32(m.Number), Path: "staff:" + m.Number.String(), Handle: m.Handle, Roles: roles, Team: m.Team,
		EnrolledBy: uint32(m.EnrolledBy), Founding: m.Founding, Provisioned: m.Provisioned,
		EnrolledAt: showTime(m.EnrolledAt), RevokedAt: showTime(m.RevokedAt),
	}
}
