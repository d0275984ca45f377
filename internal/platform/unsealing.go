package platform

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
)

// Unsealing is how far the custodians are with opening the vault.
type Unsealing struct {
	seal.Status
	Have   int // parts that are held
	Needed int // parts that give the root; 0 until the first is there
}

// Refusals of parts.
var (
	errPart = errkind.New(errkind.Invalid, "invalid_part",
		"this is no part of a root key, or one of another root than the key store's")
	errParts = errkind.New(errkind.Conflict, "parts_discordant",
		"the parts do not go together, or one of them is wrong: all were forgotten, so begin again")
	errUnsealed = errkind.New(errkind.Conflict, "not_sealed", "the key store is unsealed already")
)

// unsealing holds the custodians' parts until there are enough, in memory alone.
type unsealing struct {
	mu    sync.Mutex
	parts []seal.Part
}

// forget clears what is held. It is called under mu.
func (u *unsealing) forget() {
	for _, p := range u.parts {
		p.Wipe()
	}
	u.parts = nil
}

// Unsealing returns how far the vault's opening is, to operators and staff.
func (p *Platform) Unsealing(_ context.Context, by auth.Caller) (Unsealing, error) {
	if err := require(by, auth.Operator, auth.Staff); err != nil {
		return Unsealing{}, err
	}
	u := &p.people.parts
	u.mu.Lock()
	defer u.mu.Unlock()
	return p.people.unsealing(), nil
}

// unsealing tells of the parts. It is called under the parts' lock.
func (s *side) unsealing() Unsealing {
	u := Unsealing{Status: s.vault.Status(), Have: len(s.parts.parts)}
	if u.Have > 0 {
		u.Needed, _ = s.parts.parts[0].Needed()
	}
	return u
}

// GivePart takes a custodian's part of the root, as seal.Part.Reveal writes it,
// from operators and staff with a role. The part that is the last one needed unseals the
// vault. The same part twice counts once. A part of another root is refused; one
// that does not go with those held is too, and as nobody can tell which of them is
// the wrong one, all are forgotten.
func (p *Platform) GivePart(_ context.Context, by auth.Caller, bytes []byte) (Unsealing, error) {
	s := p.people
	err := s.may(by, true, staff.Support, staff.Privacy, staff.Security, staff.Admin, staff.Auditor, staff.Approver)
	if err != nil {
		return Unsealing{}, err
	}
	part, err := seal.ParsePart(bytes)
	if err != nil {
		return Unsealing{}, errPart
	}
	s.parts.mu.Lock()
	defer s.parts.mu.Unlock()
	status := s.vault.Status()
	switch {
	case !status.Sealed:
		part.Wipe()
		return Unsealing{}, errUnsealed
	case part.RootID() != status.RootID:
		part.Wipe()
		return Unsealing{}, errPart
	}
	err = s.addPart(part)
	s.alarm("a part of the root key was given", "role", by.Role.String(), "staff", staffOf(by),
		"part", part.Index(), "held", len(s.parts.parts), "refused", err != nil)
	return s.unsealing(), err
}

// addPart adds a part to those held, and unseals with enough of them. It is called
// under the parts' lock.
func (s *side) addPart(part seal.Part) error {
	u := &s.parts
	all := append(u.parts[:len(u.parts):len(u.parts)], part)
	root, err := seal.Join(all)
	switch {
	case errors.Is(err, seal.ErrFewShares):
		u.keep(part)
		return nil
	case err != nil:
		part.Wipe()
		u.forget()
		return errParts
	}
	defer root.Wipe()
	part.Wipe()
	u.forget()
	if err := s.vault.Unseal(root); err != nil {
		return fmt.Errorf("unseal: %w", err)
	}
	s.alarm("the customers' keys are unsealed", "root", root.ID())
	return nil
}

// keep holds a part, unless it is held already.
func (u *unsealing) keep(part seal.Part) {
	for _, held := range u.parts {
		if held.Index() == part.Index() {
			part.Wipe()
			return
		}
	}
	u.parts = append(u.parts, part)
}
