package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// keysCommand is candor keys.
type keysCommand struct {
	Create createKey `cmd:"" help:"Make an API key and show it, this once."`
	Revoke revokeKey `cmd:"" help:"End an API key for good."`
}

// createKey is candor keys create.
type createKey struct {
	folder
	Role    string        `help:"Whose key: ${enum}." enum:"operator,merchant,customer" default:"operator"`
	Subject string        `help:"The merchant's or customer's id; operators have none." placeholder:"ID"`
	Expires time.Duration `help:"How long it is good for, such as 720h; by default for ever." placeholder:"DURATION"`
}

// Run makes the key.
func (c *createKey) Run(sh *shell) error {
	role, ok := auth.ParseRole(c.Role)
	if !ok {
		return usage(errors.New("--role: operator, merchant or customer"))
	}
	request := platform.KeyRequest{Role: role}
	if (role == auth.Operator) != (c.Subject == "") {
		return usage(errors.New("--subject: the id of a merchant or customer, and none for an operator"))
	}
	if c.Subject != "" {
		id, err := parseID("--subject", c.Subject)
		if err != nil {
			return err
		}
		request.Subject = id
	}
	if c.Expires < 0 {
		return usage(errors.New("--expires: not in the past"))
	}
	if c.Expires > 0 {
		request.ExpiresAt = time.Now().Add(c.Expires).UnixNano()
	}
	return c.with(func(p *platform.Platform) error {
		key, _, err := p.CreateKey(sh.ctx, auth.Candor(), "", request)
		if err != nil {
			return fmt.Errorf("make key: %w", err)
		}
		return sh.print(struct {
			ID  string `json:"id"`
			Key string `json:"key"`
		}{key.ID.String(), key.Secret.Reveal()},
			fmt.Sprintf("%s key %s, shown this once:\n%s\n", c.Role, key.ID, key.Secret.Reveal()))
	})
}

// revokeKey is candor keys revoke.
type revokeKey struct {
	folder
	ID string `arg:"" help:"The key's id: the part of the key between ck_ and the next _."`
}

// Run revokes the key.
func (c *revokeKey) Run(sh *shell) error {
	id, err := parseID("ID", c.ID)
	if err != nil {
		return err
	}
	return c.with(func(p *platform.Platform) error {
		if _, err := p.RevokeKey(sh.ctx, auth.Candor(), "", id); err != nil {
			return fmt.Errorf("revoke key: %w", err)
		}
		return sh.print(struct {
			ID      string `json:"id"`
			Revoked bool   `json:"revoked"`
		}{id.String(), true}, fmt.Sprintf("revoked %s\n", id))
	})
}

// parseID reads an id that the user gave as the flag or argument.
func parseID(flag, s string) (ledger.ID, error) {
	id, err := ledger.ParseID(s)
	if err != nil {
		return id, usage(fmt.Errorf("%s: an id is 32 hexadecimal digits", flag))
	}
	return id, nil
}
