package api

import (
	"context"
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// keyRequest asks for an API key.
type keyRequest struct {
	Role      string  `json:"role" enum:"operator,merchant,customer"`
	Subject   hexID   `json:"subject,omitempty" doc:"The merchant or customer that the key speaks for; left out for operators."`
	ExpiresAt instant `json:"expires_at,omitempty" doc:"Wall time; left out: never."`
}

// keyReply is a key that was made.
type keyReply struct {
	ID     hexID  `json:"id"`
	Secret string `json:"secret,omitempty" doc:"The whole key, for the Authorization header. Shown this once; a replay has none."`
}

// revokedReply is a key that no longer works.
type revokedReply struct {
	ID      hexID `json:"id"`
	Revoked bool  `json:"revoked"`
}

var roles = []name[auth.Role]{
	{auth.Operator, "operator"}, {auth.Merchant, "merchant"}, {auth.Customer, "customer"},
}

func (s *server) keys() {
	change(s, operation{
		path: "/v1/keys", id: "createKey", tag: "keys", roles: operators, status: http.StatusCreated,
		summary: "Make an API key. Operators only.",
	}, (*keyRequest).command, s.p.CreateKey, func(k platform.NewKey) keyReply {
		return keyReply{ID: showID(k.ID), Secret: k.Secret.Reveal()}
	})
	change(s, operation{
		path: "/v1/keys/{id}/revoke", id: "revokeKey", tag: "keys", roles: operators,
		summary: "End an API key for good. Operators only.",
	}, func(_ *nothing, c *call) ledger.ID { return c.self() }, s.revokeKey, func(id ledger.ID) revokedReply {
		return revokedReply{ID: showID(id), Revoked: true}
	})
}

func (b *keyRequest) command(c *call) platform.KeyRequest {
	if b.Role == "" {
		c.wrong("role", CodeMissingField, "is required")
	}
	r := platform.KeyRequest{
		Role: choose(c, "role", b.Role, roles), Subject: c.optionalID("subject", b.Subject),
		ExpiresAt: c.instant("expires_at", b.ExpiresAt),
	}
	operator, subject := r.Role == auth.Operator, r.Subject != [16]byte{}
	if len(c.bad) == 0 && operator == subject {
		c.wrong("subject", CodeInvalidField, "goes with the roles merchant and customer, and must be there")
	}
	return r
}

func (s *server) revokeKey(ctx context.Context, by auth.Caller, once platform.Once, id ledger.ID) (ledger.ID, bool, error) {
	replayed, err := s.p.RevokeKey(ctx, by, once, id)
	return id, replayed, err
}
