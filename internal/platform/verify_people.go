package platform

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/seal"
)

// PeopleFound is what verifying the customers' half found.
type PeopleFound struct {
	Head       cmdlog.Head // of its command log; its checksums and chain hold
	StateHash  [32]byte    // of the folder's state
	ReplayHash [32]byte    // of a state made anew from the command log
	Ledger     LedgerFound // of disclosures
	Gaps       []customers.GapNoted
	Customers  uint64              // registered ever
	Erased     uint64              // of them
	Keys       uint64              // customers whose keys the key store has
	High       disclosure.Sequence // the highest that the key store opened for
	Marks      uint64              // of anchors that were held against the ledger
}

// rowsTogether is how many rows are one step of the bar.
const rowsTogether = 1000

// peopleCheck is the customers' half under verification.
type peopleCheck struct {
	*Verification
	half
	keys    string // the key store's folder
	anchors []anchor
	state   *customers.Machine
}

// run verifies the half.
func (c *peopleCheck) run(ctx context.Context) (err error) {
	defer recoverFault(&err)
	if c.state, err = customers.Open(filepath.Join(c.dir, "state")); err != nil {
		return fmt.Errorf("open state: %w", err)
	}
	defer func() { err = joinClose(err, c.state) }()
	f := &c.People
	f.Head = c.log.Head()
	if err := c.follow(c.log, c.state, applyTo(ctx, c.state, customers.Version)); err != nil {
		return err
	}
	f.ReplayHash, err = again(c.half, customers.Open, func(m machine.Machine) func(cmdlog.Block) error {
		return applyTo(ctx, m, customers.Version)
	})
	if err != nil {
		return err
	}
	if f.StateHash, err = c.state.Hash(); err != nil {
		return fmt.Errorf("hash the state: %w", err)
	}
	if f.StateHash != f.ReplayHash {
		c.wrong("the customers' state is not the one that its commands lead to")
	}
	if err := c.ledger(ctx); err != nil {
		return err
	}
	if err := c.marks(); err != nil {
		return err
	}
	return c.keyStore(ctx)
}

// ledger reads every row of the ledger of disclosures.
func (c *peopleCheck) ledger(ctx context.Context) error {
	c.People.Gaps = c.state.Gaps()
	for _, g := range c.People.Gaps {
		c.Notices = append(c.Notices, fmt.Sprintf("rows %d to %d of the ledger of disclosures are lost; every answer shows the gap", g.From, g.To))
	}
	check := ledgerCheck{Gaps: c.People.Gaps, Imported: importedPaths(c.state), There: c.state.There}
	rows := 0
	c.bar.all += uint64(c.state.Len()) / rowsTogether
	c.state.ScanRows(1, func(s disclosure.Sequence, r *disclosure.Row) bool {
		check.Row(s, r)
		if rows++; rows%rowsTogether == 0 {
			c.bar.step()
		}
		return ctx.Err() == nil
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	found, problems := check.End(c.state.Len())
	c.People.Ledger, c.Problems = found, append(c.Problems, problems...)
	return nil
}

// importedPaths returns how a path is known, and whether it is an older system's.
func importedPaths(m *customers.Machine) func(disclosure.PathNumber) (imported, known bool) {
	paths := map[disclosure.PathNumber]bool{}
	return func(n disclosure.PathNumber) (imported, known bool) {
		if imported, known = paths[n]; known {
			return imported, true
		}
		p, known := m.PathOf(n)
		if known {
			paths[n] = p.Import != ""
		}
		return p.Import != "", known
	}
}

// marks holds the ledger against the anchors.
func (c *peopleCheck) marks() error {
	for _, a := range c.anchors {
		marks, err := a.last()
		if err != nil {
			return fmt.Errorf("read anchor %s: %w", a.name(), err)
		}
		if len(marks) == 0 {
			c.Notices = append(c.Notices, fmt.Sprintf("anchor %s has no mark", a.name()))
		}
		for _, m := range marks {
			c.People.Marks++
			row, there := c.state.Row(m.Sequence)
			switch {
			case m.Sequence > c.state.Len():
				c.wrong("anchor %s saw row %d of the ledger of disclosures, which ends at %d: rows are lost and no gap is recorded",
					a.name(), m.Sequence, c.state.Len())
			case there && hex.EncodeToString(row.Hash[:]) != m.Hash:
				c.wrong("row %d of the ledger of disclosures is not the one that anchor %s saw", m.Sequence, a.name())
			}
		}
	}
	return nil
}

// keyStore holds the records and the ledger against the key store, which stays
// sealed.
func (c *peopleCheck) keyStore(ctx context.Context) (err error) {
	f := &c.People
	f.Customers, f.Erased = c.state.Population()
	if _, err := os.Stat(c.keys); errors.Is(err, fs.ErrNotExist) { // opening would make the folder
		c.wrong("there is no key store in %s: nobody's data can be opened", c.keys)
		return nil
	}
	vault, err := seal.Open(c.keys, seal.Options{})
	if err != nil {
		return err
	}
	defer func() { err = joinClose(err, vault) }()
	if f.High = vault.HighSequence(); f.High > c.state.Len() {
		c.wrong("the key store opened for row %d of the ledger of disclosures, which ends at %d: rows are lost and no gap is recorded",
			f.High, c.state.Len())
	}
	named, more := 0, 0
	c.state.Customers(0, func(r *customer.Record) bool {
		switch problem := c.held(vault, r); {
		case problem == "":
		case named < differencesMax:
			named++
			c.wrong("customer %d %s", r.Ordinal, problem)
		default:
			more++
		}
		return ctx.Err() == nil
	})
	if more > 0 {
		c.wrong("and %d more customers like these", more)
	}
	return ctx.Err()
}

// held holds a record against its slot in the key store and returns what is wrong
// with it, "" when nothing is.
func (c *peopleCheck) held(vault *seal.Vault, r *customer.Record) string {
	err := vault.Holds(r.Ordinal)
	if err == nil && !r.Contact {
		c.People.Keys++
	}
	none := errors.Is(err, seal.ErrErased) || errors.Is(err, seal.ErrNoSlot)
	switch {
	case err != nil && !none:
		return fmt.Sprintf("has keys that cannot be read: %v", err)
	case r.State != customer.Erased && none:
		return "has no keys in the key store: her data is lost"
	case r.State == customer.Erased && !none:
		return "is erased and her keys are in the key store; opening the folder erases them"
	case r.State == customer.Erased && len(r.Sealed) > 0:
		return "is erased and her record has values"
	}
	return ""
}
