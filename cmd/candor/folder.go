package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/store"
)

// folder is the flag of every command that works on a data folder.
type folder struct {
	Dir string `help:"The data folder; by default ${default}." default:"./candor-data" env:"CANDOR_DIR" placeholder:"DIR"`
}

// with opens the folder, works on it and closes it. The clock of a sandbox in
// which nothing has happened yet stays unstarted.
func (f folder) with(work func(p *platform.Platform) error) (err error) {
	p, err := platform.Open(f.Dir, platform.Options{HoldClock: true})
	if err != nil {
		return openError("open", f.Dir, err)
	}
	defer func() {
		if cerr := p.Close(); cerr != nil {
			err = errors.Join(err, fmt.Errorf("close %s: %w", f.Dir, cerr))
		}
	}()
	return work(p)
}

// openError says why the folder could not be opened for what the verb says, and
// what helps.
func openError(verb, dir string, err error) error {
	switch {
	case errors.Is(err, cmdlog.ErrLocked):
		return &plainError{fmt.Sprintf("%s is open in another process (candor serve?): stop it, or use the API", dir), err}
	case errors.Is(err, store.ErrCorrupt):
		return fmt.Errorf("%s %s: %w: delete %s, and the next start rebuilds it from the command log",
			verb, dir, err, filepath.Join(dir, "payments", "state"))
	}
	return fmt.Errorf("%s %s: %w", verb, dir, err)
}

// plainError says to people what its cause says to programs.
type plainError struct {
	text  string
	cause error
}

func (e *plainError) Error() string { return e.text }
func (e *plainError) Unwrap() error { return e.cause }

// made is the answer to a folder's making.
type made struct {
	Dir     string `json:"dir"`
	Sandbox bool   `json:"sandbox"`
	Key     string `json:"operator_key"`
}

// text says the same to people.
func (m made) text() string {
	kind := "data folder"
	if m.Sandbox {
		kind = "sandbox"
	}
	return fmt.Sprintf("made a %s in %s\noperator key, shown this once:\n%s\n", kind, m.Dir, m.Key)
}

// make makes the folder and returns what must be shown of it, this once.
func (f folder) make(sh *shell, sandbox bool) (made, error) {
	secret, err := platform.Init(sh.ctx, f.Dir, sandbox)
	if err != nil {
		return made{}, fmt.Errorf("make folder: %w", err)
	}
	return made{Dir: f.Dir, Sandbox: sandbox, Key: secret.Reveal()}, nil
}

// initCommand is candor init.
type initCommand struct {
	folder
	Sandbox bool `help:"Make a sandbox: an operator may advance its clock. Fixed for good."`
}

// Run makes the folder.
func (c *initCommand) Run(sh *shell) error {
	m, err := c.make(sh, c.Sandbox)
	if err != nil {
		return err
	}
	return sh.print(m, m.text())
}
