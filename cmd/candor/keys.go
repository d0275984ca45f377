package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
)

// keysCommand is candor keys.
type keysCommand struct {
	Create createKey `cmd:"" help:"Make an API key and show it, this once."`
	Revoke revokeKey `cmd:"" help:"End an API key for good."`

	Init    initRoot    `cmd:"" help:"Make a file with a root key for customers' data."`
	Split   splitRoot   `cmd:"" help:"Put customers' data under a new root key that custodians share."`
	Unseal  unsealRoot  `cmd:"" help:"Give a running server a custodian's part of the root key."`
	Rotate  rotateRoot  `cmd:"" help:"Put customers' data under a new root key."`
	Backup  backupKeys  `cmd:"" help:"Copy the key store, and record that a copy left."`
	Gateway gatewayKeys `cmd:"" help:"Show the merchants' gateway's public key, or make it new keys."`
	Restore restoreKeys `cmd:"" help:"Make the key store anew from a copy, and erase again who was erased since."`
}

// createKey is candor keys create.
type createKey struct {
	folder
	Role    string `help:"Whose key: ${enum}." enum:"operator,merchant,customer" default:"operator"`
	Subject string `help:"The merchant's or customer's id; operators have none." placeholder:"ID"`
	Expires string `help:"How long it is good for, such as 30d or 12h; by default for ever." placeholder:"DURATION"`
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
	if c.Expires != "" {
		life, err := parseLife(c.Expires)
		if err != nil {
			return err
		}
		request.ExpiresAt = time.Now().Add(life).UnixNano()
	}
	return c.with(func(p *platform.Platform) error {
		key, _, err := p.CreateKey(sh.ctx, auth.Candor(), "", request)
		if err != nil {
			return keyError("make key", err)
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
			return keyError("revoke key", err)
		}
		return sh.print(struct {
			ID      string `json:"id"`
			Revoked bool   `json:"revoked"`
		}{id.String(), true}, fmt.Sprintf("revoked %s\n", id))
	})
}

// keyError says why a key was not made or revoked.
func keyError(verb string, err error) error {
	text := ""
	switch errkind.CodeOf(err) {
	case payments.RefusedKeySubject.Code:
		text = "--subject: no merchant has this id, or no wallet is this customer's"
	case payments.RefusedKeyMissing.Code:
		text = "no key has this id: give the part of the key between ck_ and the next _"
	default:
		return fmt.Errorf("%s: %w", verb, err)
	}
	return &plainError{verb + ": " + text, err}
}

// lifeMax is the longest that a key which expires is good for: 100 years.
const lifeMax = 36_500 * 24 * time.Hour

// parseLife reads how long a key is good for: days such as 30d, or a duration.
func parseLife(s string) (time.Duration, error) {
	life, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		life = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || life <= 0 || life > lifeMax {
		return 0, usage(errors.New("--expires: days such as 30d or a duration such as 12h, up to 100 years"))
	}
	return life, nil
}

// parseID reads an id that the user gave as the flag or argument.
func parseID(flag, s string) (ledger.ID, error) {
	id, err := ledger.ParseID(s)
	if err != nil {
		return id, usage(fmt.Errorf("%s: an id is 32 hexadecimal digits", flag))
	}
	return id, nil
}
