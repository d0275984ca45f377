package platform

import (
	"context"
	"crypto/rand"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// NewMember is a person to enrol.
type NewMember struct {
	Handle      string
	Person      string // her number in the employer's books; hashed under a key, unique
	Roles       staff.Roles
	Team        string
	Provisioned bool // by an identity provider: without roles
	Approval    approval.Number
}

// MemberChange changes what a member may do.
type MemberChange struct {
	Number   staff.Number
	Roles    staff.Roles
	Team     string
	Approval approval.Number
}

// StaffKeyRequest asks for a key of a member's own, or of a service of hers.
type StaffKeyRequest struct {
	Owner     staff.Number
	Service   string
	ExpiresAt int64 // wall time, ns; 0: never
	Approval  approval.Number
}

// StaffKey is a new key with its secret, which is shown this once.
type StaffKey struct {
	customers.Key
	Secret auth.Secret
}

// EnrolStaff puts a person on the roster. Admins; roles need an approval.
func (p *Platform) EnrolStaff(ctx context.Context, by auth.Caller, once Once, n NewMember) (staff.Member, bool, error) {
	var err error
	if n.Roles != 0 {
		n.Approval, err = p.consent(ctx, by, n.Approval, ApprovalRequest{Kind: approval.Roles, Member: n})
	}
	if err != nil {
		return staff.Member{}, false, err
	}
	body, err := p.people.enrol(n)
	if err != nil {
		return staff.Member{}, false, err
	}
	return sendTo[staff.Member](ctx, p.people, request{by, once, customers.KindEnrol}, body)
}

// enrol is the command that enrols a person.
func (s *side) enrol(n NewMember) (customers.Enrol, error) {
	e := customers.Enrol{Handle: n.Handle, Roles: n.Roles, Team: n.Team, Provisioned: n.Provisioned, Approval: n.Approval}
	if n.Person == "" {
		return e, nil
	}
	person, err := s.vault.Pseudonym("person", n.Person)
	e.Person = person
	return e, err
}

// ChangeStaff changes a member's roles and team. Admins; more roles need an
// approval.
func (p *Platform) ChangeStaff(ctx context.Context, by auth.Caller, once Once, c MemberChange) (staff.Member, bool, error) {
	a, err := p.consent(ctx, by, c.Approval, ApprovalRequest{Kind: approval.Roles, Number: c.Number, Roles: c.Roles, Team: c.Team})
	if err != nil {
		return staff.Member{}, false, err
	}
	c.Approval = a
	return sendTo[staff.Member](ctx, p.people, request{by, once, customers.KindRoles}, setRoles(c))
}

// setRoles is the command of a change.
func setRoles(c MemberChange) customers.SetRoles {
	return customers.SetRoles{Number: c.Number, Roles: c.Roles, Team: c.Team, Approval: c.Approval}
}

// RevokeStaff ends everything of a member's: keys, cases, requests. It holds from
// the next read on. Admins, security officers, operators.
func (p *Platform) RevokeStaff(ctx context.Context, by auth.Caller, once Once, n staff.Number) (staff.Member, bool, error) {
	return sendTo[staff.Member](ctx, p.people, request{by, once, customers.KindRevoke}, customers.Revoke{Number: n})
}

// ReinstateStaff lets a revoked member work again, under an approval.
func (p *Platform) ReinstateStaff(ctx context.Context, by auth.Caller, once Once, n staff.Number, a approval.Number) (staff.Member, bool, error) {
	a, err := p.consent(ctx, by, a, ApprovalRequest{Kind: approval.Reinstate, Number: n})
	if err != nil {
		return staff.Member{}, false, err
	}
	return sendTo[staff.Member](ctx, p.people, request{by, once, customers.KindReinstate}, customers.Reinstate{Number: n, Approval: a})
}

// Roster lists members by number above after, to staff and operators.
func (p *Platform) Roster(_ context.Context, by auth.Caller, after staff.Number, limit int) (list []staff.Member, err error) {
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return nil, err
	}
	s := p.people
	s.view(&err, func() {
		s.machine.Members(after, func(m staff.Member) bool {
			list = append(list, m)
			return len(list) < clamp(limit)
		})
	})
	return list, err
}

// CreateStaffKey makes a key. The first of a member, as of a service, needs an
// approval; whoever has a key makes more of her own.
func (p *Platform) CreateStaffKey(ctx context.Context, by auth.Caller, once Once, r StaffKeyRequest) (StaffKey, bool, error) {
	s := p.people
	if r.Service != "" || !s.founding(r.Owner) {
		ask := ApprovalRequest{Kind: approval.FirstKey, Number: r.Owner, Service: r.Service}
		var err error
		if r.Approval, err = p.consent(ctx, by, r.Approval, ask); err != nil {
			return StaffKey{}, false, err
		}
	}
	req := request{by, once, customers.KindKeyCreate}
	id := newID()
	rand.Read(id[6:13]) // as in every id: unique, not secret
	secret := auth.NewSecret(id)
	body := customers.CreateKey{
		Hash: secret.Hash(), Owner: r.Owner, Service: r.Service, ExpiresAt: r.ExpiresAt, Approval: r.Approval,
	}
	c := s.command(req, body)
	c.ID = id
	if once != "" {
		c.Key = keyOf(req, c.Caller.ID)
		asked := body
		asked.Hash = [32]byte{} // a retry has another secret
		mark, err := s.vault.Fingerprint(customers.Encode(asked))
		if err != nil {
			return StaffKey{}, false, err
		}
		c.Fingerprint = mark
	}
	key, replayed, err := answer[customers.Key](s.runner.Submit(ctx, c))
	if err != nil || replayed {
		return StaffKey{Key: key}, replayed, err
	}
	return StaffKey{Key: key, Secret: secret}, false, nil
}

// founding reports whether a member is a founding approver: Candor makes her first
// key with the folder.
func (s *side) founding(n staff.Number) (founding bool) {
	var hidden error // the command says it again
	s.view(&hidden, func() {
		m, _ := s.machine.Member(n)
		founding = m.Founding
	})
	return founding
}

// RevokeStaffKey ends a key: its owner, admins and operators.
func (p *Platform) RevokeStaffKey(ctx context.Context, by auth.Caller, once Once, id [16]byte) (customers.Key, bool, error) {
	return sendTo[customers.Key](ctx, p.people, request{by, once, customers.KindKeyRevoke}, customers.RevokeKey{ID: id})
}

// may refuses callers who are neither Candor nor a working member with one of the
// roles, nor, if operators may too, an operator.
func (s *side) may(by auth.Caller, operators bool, roles ...staff.Role) (err error) {
	if by.Role == auth.System || operators && by.Role == auth.Operator {
		return nil
	}
	denied := errkind.New(errkind.Denied, "forbidden", "this needs another role")
	if by.Role != auth.Staff {
		return denied
	}
	s.view(&err, func() {
		m, _ := s.machine.Member(staffOf(by))
		for _, r := range roles {
			if m.Works() && m.Roles.Has(r) {
				return
			}
		}
		err = denied
	})
	return err
}
