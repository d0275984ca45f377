package main

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/platform"
)

// verifyCommand is candor verify.
type verifyCommand struct{ folder }

// verified is what a verification found.
type verified struct {
	Dir         string   `json:"dir"`
	Blocks      uint64   `json:"blocks"`
	Commands    uint64   `json:"commands"`
	Accepted    uint64   `json:"accepted"`
	Refused     uint64   `json:"refused"`
	Replayed    uint64   `json:"replayed"`
	Accounts    uint64   `json:"accounts"`
	Transfers   uint64   `json:"transfers"`
	LogHash     string   `json:"log_hash"`     // of the last block and, by the chain, of all
	AuditDigest string   `json:"audit_digest"` // of every account and trade, recomputed by the auditor
	StateDigest string   `json:"state_digest"` // of the same in the folder's state
	ReplayHash  string   `json:"replay_hash"`  // of a state made anew from the command log
	StateHash   string   `json:"state_hash"`   // of the folder's state
	Notices     []string `json:"notices"`      // what holds, but nobody should have to look for
	Problems    []string `json:"problems"`     // none: all holds
}

func (v *verified) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "command log: %d blocks, %d commands, every checksum and the chain\n  head    %s\n", v.Blocks, v.Commands, v.LogHash)
	fmt.Fprintf(&b, "recomputed from it: %d accounts, %d transfers; commands: %d accepted, %d refused, %d replayed\n",
		v.Accounts, v.Transfers, v.Accepted, v.Refused, v.Replayed)
	fmt.Fprintf(&b, "balances and trades\n  audit   %s\n  state   %s\n", v.AuditDigest, v.StateDigest)
	fmt.Fprintf(&b, "whole state\n  replay  %s\n  state   %s\n", v.ReplayHash, v.StateHash)
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

// Run verifies the folder.
func (c *verifyCommand) Run(sh *shell) error {
	bar := sh.progress("verify", 0)
	found, err := platform.Verify(sh.ctx, c.Dir, func(block, head uint64) { bar.set(int(block), int(head)) })
	bar.end()
	if err != nil {
		return sh.interrupted(openError("verify", c.Dir, err))
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

func report(dir string, f *platform.Verification) verified {
	text := func(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
	notices := []string{}
	for _, m := range f.Audit.Foreign {
		notices = append(notices, fmt.Sprintf("escrow account %x: operators' own ledger transfers made it %+d minor units", m.Account, m.Net))
	}
	return verified{
		Dir: dir, Blocks: f.Audit.Blocks, Commands: f.Audit.Commands,
		Accepted: f.Audit.Accepted, Refused: f.Audit.Refused, Replayed: f.Audit.Replayed,
		Accounts: f.Audit.Accounts, Transfers: f.Audit.Transfers,
		LogHash: text(f.Head.Hash), AuditDigest: text(f.AuditDigest), StateDigest: text(f.StateDigest),
		ReplayHash: text(f.ReplayHash), StateHash: text(f.StateHash),
		Notices: notices, Problems: append([]string{}, f.Problems...),
	}
}
