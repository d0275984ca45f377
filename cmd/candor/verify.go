package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
)

// verifyCommand is candor verify.
type verifyCommand struct{ folder }

// verified is what a verification found.
type verified struct {
	Dir      string   `json:"dir"`
	Blocks   uint64   `json:"blocks"`
	Commands uint64   `json:"commands"`
	LogHash  string   `json:"log_hash"`    // of the last block and, by the chain, of all
	State    string   `json:"state_hash"`  // of the folder's state
	Replay   string   `json:"replay_hash"` // of a state made anew from the command log
	Problems []string `json:"problems"`    // none: all holds
}

func (v *verified) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "command log: %d blocks, %d commands, every checksum and the chain\n  %s\n", v.Blocks, v.Commands, v.LogHash)
	fmt.Fprintf(&b, "state:\n  %s\nreplayed from empty:\n  %s\n", v.State, v.Replay)
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
	if _, err := platform.ReadFolder(c.Dir); err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	v, err := c.verify(sh)
	if err != nil {
		return sh.interrupted(fmt.Errorf("verify %s: %w", c.Dir, err))
	}
	if err := sh.print(v, v.text()); err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		return fmt.Errorf("verify %s: %w", c.Dir, errDifference)
	}
	return nil
}

// verify replays the command log into a state of its own, beside the folder's,
// and compares the two.
func (c *verifyCommand) verify(sh *shell) (v verified, err error) {
	log, err := file.Open(filepath.Join(c.Dir, "payments", "log"), file.Options{})
	if err != nil {
		return v, fmt.Errorf("open command log: %w", err)
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	scratch, err := os.MkdirTemp(c.Dir, "verify-")
	if err != nil {
		return v, fmt.Errorf("make a second state: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	head := log.Head()
	v = verified{Dir: c.Dir, Blocks: head.Sequence, LogHash: hex.EncodeToString(head.Hash[:]), Problems: []string{}}
	bar := sh.progress("verify", int(head.Sequence))
	defer bar.end()
	each := func(h cmdlog.Header) error {
		v.Commands += uint64(h.Count)
		bar.set(int(h.Sequence), int(head.Sequence))
		return sh.ctx.Err()
	}
	if v.Replay, err = v.stateOf(log, scratch, each); err != nil {
		return v, fmt.Errorf("replay: %w", err)
	}
	late := func(cmdlog.Header) error { return sh.ctx.Err() }
	if v.State, err = v.stateOf(log, filepath.Join(c.Dir, "payments", "state"), late); err != nil {
		return v, fmt.Errorf("read state: %w", err)
	}
	if v.State != v.Replay {
		v.Problems = append(v.Problems, "the state is not what the command log says")
	}
	return v, nil
}

// stateOf returns the hash of the state in a folder, after applying what it
// lacks of the command log, and notes what is wrong within it. Each is told
// every block.
func (v *verified) stateOf(log cmdlog.Log, dir string, each func(cmdlog.Header) error) (hash string, err error) {
	m, err := payments.Open(dir)
	if err != nil {
		return "", fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	if m.Applied() > v.Blocks {
		v.Problems = append(v.Problems, fmt.Sprintf("the state is at block %d but the command log ends at %d", m.Applied(), v.Blocks))
	}
	var commands []machine.Command
	for block, err := range log.Read(m.Applied() + 1) {
		if err == nil {
			err = each(block.Header)
		}
		if err == nil {
			commands, err = machine.Commands(block.Header, block.Body, commands[:0])
		}
		if err != nil {
			return "", err
		}
		m.Apply(block.Header, commands, make([]machine.Result, len(commands)))
	}
	if err := m.Ledger().Check(); err != nil {
		v.Problems = append(v.Problems, err.Error())
	}
	sum, err := m.Hash()
	return hex.EncodeToString(sum[:]), err
}
