package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/store"
)

// verifyCommand is candor verify.
type verifyCommand struct {
	folder
	Anchor []string `help:"Where the head of the ledger of disclosures went, as candor serve was told: the ledger must not be behind. May be given again." env:"CANDOR_ANCHOR" placeholder:"TARGET"`
}

// verified is what a verification found.
type verified struct {
	Dir         string         `json:"dir"`
	Blocks      uint64         `json:"blocks"`
	Commands    uint64         `json:"commands"`
	Accepted    uint64         `json:"accepted"`
	Refused     uint64         `json:"refused"`
	Replayed    uint64         `json:"replayed"`
	Accounts    uint64         `json:"accounts"`
	Transfers   uint64         `json:"transfers"`
	LogHash     string         `json:"log_hash"`     // of the last block and, by the chain, of all
	AuditDigest string         `json:"audit_digest"` // of every account and trade, recomputed by the auditor
	StateDigest string         `json:"state_digest"` // of the same in the folder's state
	ReplayHash  string         `json:"replay_hash"`  // of a state made anew from the command log
	StateHash   string         `json:"state_hash"`   // of the folder's state
	Customers   verifiedPeople `json:"customers"`    // the customers' half
	Notices     []string       `json:"notices"`      // what holds, but nobody should have to look for
	Problems    []string       `json:"problems"`     // none: all holds
}

// verifiedPeople is what a verification found in the customers' half.
type verifiedPeople struct {
	Blocks     uint64        `json:"blocks"`
	LogHash    string        `json:"log_hash"`
	ReplayHash string        `json:"replay_hash"`
	StateHash  string        `json:"state_hash"`
	Customers  uint64        `json:"customers"` // registered ever
	Erased     uint64        `json:"erased"`
	Keys       uint64        `json:"keys"` // customers whose keys the key store has
	Rows       uint64        `json:"rows"` // of the ledger of disclosures
	Allowed    uint64        `json:"allowed"`
	Missed     uint64        `json:"missed"`
	Refused    uint64        `json:"refused"`
	Imported   uint64        `json:"imported"`
	Paths      uint64        `json:"paths"`
	Sequence   uint64        `json:"sequence"`    // the highest that was given out
	LedgerHash string        `json:"ledger_hash"` // of the last row and, by the chain, of all
	Opened     uint64        `json:"opened"`      // the highest that the key store opened for
	Marks      uint64        `json:"marks"`       // of anchors, held against the ledger
	Gaps       []verifiedGap `json:"gaps"`
}

// verifiedGap is a range of the ledger's sequences that are lost.
type verifiedGap struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

func (v *verified) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "command log: %d blocks, %d commands, every checksum and the chain\n  head    %s\n", v.Blocks, v.Commands, v.LogHash)
	fmt.Fprintf(&b, "recomputed from it: %d accounts, %d transfers; commands: %d accepted, %d refused, %d replayed\n",
		v.Accounts, v.Transfers, v.Accepted, v.Refused, v.Replayed)
	fmt.Fprintf(&b, "balances and trades\n  audit   %s\n  state   %s\n", v.AuditDigest, v.StateDigest)
	fmt.Fprintf(&b, "whole state\n  replay  %s\n  state   %s\n", v.ReplayHash, v.StateHash)
	v.Customers.text(&b)
	for _, notice := range v.Notices {
		fmt.Fprintf(&b, "NOTICE: %s\n", notice)
	}
	for _, problem := range v.Problems {
		fmt.Fprintf(&b, "WRONG: %s\n", problem)
	}
	if len(v.Problems) == 0 {
		b.WriteString("all holds\n")
	}
	return b.String()
}

func (p *verifiedPeople) text(b *strings.Builder) {
	fmt.Fprintf(b, "customers' command log: %d blocks\n  head    %s\n", p.Blocks, p.LogHash)
	fmt.Fprintf(b, "customers' whole state\n  replay  %s\n  state   %s\n", p.ReplayHash, p.StateHash)
	fmt.Fprintf(b, "ledger of disclosures: %d rows down %d paths, up to sequence %d; %d allowed, %d missed, %d refused, %d imported\n  head    %s\n",
		p.Rows, p.Paths, p.Sequence, p.Allowed, p.Missed, p.Refused, p.Imported, p.LedgerHash)
	fmt.Fprintf(b, "key store: keys of %d of %d customers, %d are erased; opened up to sequence %d; %d marks of anchors\n",
		p.Keys, p.Customers, p.Erased, p.Opened, p.Marks)
}

// Run verifies the folder.
func (c *verifyCommand) Run(sh *shell) error {
	bar := sh.progress("verify", 0)
	found, err := platform.VerifyFolder(sh.ctx, c.Dir, platform.VerifyOptions{
		Keys: c.Keys, Anchors: c.Anchor, Progress: func(done, all uint64) { bar.set(int(done), int(all)) },
	})
	bar.end()
	if err != nil {
		return sh.interrupted(c.cannot(err))
	}
	v := report(c.Dir, &found)
	if err := sh.print(v, v.text()); err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		return fmt.Errorf("verify %s: %w", c.Dir, errDifference)
	}
	return nil
}

// cannot says why the folder could not be verified, and which state to make anew
// when it is one that is damaged.
func (c *verifyCommand) cannot(err error) error {
	var half *platform.HalfError
	if errors.As(err, &half) && errors.Is(err, store.ErrCorrupt) {
		return fmt.Errorf("verify %s: %w: delete %s, and the next start rebuilds it from the command log",
			c.Dir, err, filepath.Join(c.Dir, half.Half, "state"))
	}
	return openError("verify", c.Dir, err)
}

func report(dir string, f *platform.Verification) verified {
	notices := []string{}
	for _, m := range f.Audit.Foreign {
		notices = append(notices, fmt.Sprintf("escrow account %x: operators' own ledger transfers made it %+d minor units", m.Account, m.Net))
	}
	return verified{
		Dir: dir, Blocks: f.Audit.Blocks, Commands: f.Audit.Commands,
		Accepted: f.Audit.Accepted, Refused: f.Audit.Refused, Replayed: f.Audit.Replayed,
		Accounts: f.Audit.Accounts, Transfers: f.Audit.Transfers,
		LogHash: hexText(f.Head.Hash), AuditDigest: hexText(f.AuditDigest), StateDigest: hexText(f.StateDigest),
		ReplayHash: hexText(f.ReplayHash), StateHash: hexText(f.StateHash), Customers: reportPeople(&f.People),
		Notices: append(notices, f.Notices...), Problems: append([]string{}, f.Problems...),
	}
}

func reportPeople(f *platform.PeopleFound) verifiedPeople {
	l := &f.Ledger
	v := verifiedPeople{
		Blocks: f.Head.Sequence, LogHash: hexText(f.Head.Hash), ReplayHash: hexText(f.ReplayHash), StateHash: hexText(f.StateHash),
		Customers: f.Customers, Erased: f.Erased, Keys: f.Keys,
		Rows: l.Rows, Allowed: l.Allowed, Missed: l.Missed, Refused: l.Refused, Imported: l.Imported, Paths: l.Paths,
		Sequence: uint64(l.Last), LedgerHash: hexText(l.Hash), Opened: uint64(f.High), Marks: f.Marks, Gaps: []verifiedGap{},
	}
	for _, g := range f.Gaps {
		v.Gaps = append(v.Gaps, verifiedGap{uint64(g.From), uint64(g.To)})
	}
	return v
}

func hexText(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
