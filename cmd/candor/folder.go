package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/store"
)

// folder is the flags of every command that works on a data folder.
type folder struct {
	Dir      string   `help:"The data folder; by default ${default}." default:"./candor-data" env:"CANDOR_DIR" placeholder:"DIR"`
	Root     string   `help:"The root key's file; by default the data folder's path with .root behind." env:"CANDOR_ROOT" placeholder:"FILE"`
	Keys     string   `help:"The key store; by default keys in the data folder." env:"CANDOR_KEYS" placeholder:"DIR"`
	Identity []string `help:"A custodian's age identity, to open her share of the root key with; give as many as are needed." env:"CANDOR_IDENTITY" placeholder:"FILE"`
}

// with opens the folder, works on it and closes it. The clock of a sandbox in
// which nothing has happened yet stays unstarted.
func (f folder) with(work func(p *platform.Platform) error) error {
	return f.withAnchors(nil, work)
}

// withAnchors is with for answers about the ledger of disclosures, which must not
// be behind what the anchors remember.
func (f folder) withAnchors(anchors []string, work func(p *platform.Platform) error) error {
	for _, a := range anchors {
		if strings.HasPrefix(a, "http://") || strings.HasPrefix(a, "https://") {
			continue
		}
		if _, err := os.Stat(a); err != nil { // a mistyped one would remember nothing, and agree
			return fmt.Errorf("read anchor: %w", err)
		}
	}
	return f.withOptions(platform.Options{Anchors: anchors}, work)
}

// withOptions is with for answers that say who gives them.
func (f folder) withOptions(o platform.Options, work func(p *platform.Platform) error) error {
	o.HoldClock = true
	return f.opened(o, work)
}

// opened opens the folder as the options say, works on it and closes it.
func (f folder) opened(o platform.Options, work func(p *platform.Platform) error) (err error) {
	p, err := f.open(o)
	if err != nil {
		return err
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
	case errors.Is(err, seal.ErrWrongRoot):
		return &plainError{"the root key's file is not, or no longer, the root of this key store: " +
			"destroy it if the root is in shares, or give the right one as --root", err}
	case errors.Is(err, seal.ErrMovedRoot):
		return &plainError{"a rotation of the root key was cut off: run it again, or go on with candor keys rotate --resume " +
			"and the new root as --root or --identity", err}
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
	Dir      string    `json:"dir"`
	Sandbox  bool      `json:"sandbox"`
	Key      string    `json:"operator_key"`
	Founders []founder `json:"founders"`
	Root     string    `json:"root"`
}

// founder is a founding approver.
type founder struct {
	Staff  string `json:"staff"`
	Handle string `json:"handle"`
	Key    string `json:"key"`
}

// text says the same to people.
func (m made) text() string {
	kind := "data folder"
	if m.Sandbox {
		kind = "sandbox"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "made a %s in %s\noperator key, shown this once:\n%s\n", kind, m.Dir, m.Key)
	b.WriteString("founding approvers' keys, shown this once:\n")
	for _, f := range m.Founders {
		fmt.Fprintf(&b, "%s %s %s\n", f.Staff, f.Handle, f.Key)
	}
	fmt.Fprintf(&b, "root key of customers' data, to be kept apart from the folder:\n%s\n", m.Root)
	return b.String()
}

// make makes the folder and returns what must be shown of it, this once.
func (f folder) make(sh *shell, sandbox bool, approvers []string) (made, error) {
	founded, err := platform.InitFolder(sh.ctx, f.Dir, platform.InitOptions{
		Sandbox: sandbox, Approvers: approvers, Options: f.options(platform.Options{}),
	})
	if err != nil {
		return made{}, fmt.Errorf("make folder: %w", err)
	}
	m := made{Dir: f.Dir, Sandbox: sandbox, Key: founded.Operator.Reveal(), Root: founded.Root}
	for _, each := range founded.Founders {
		m.Founders = append(m.Founders, founder{each.Number.String(), each.Handle, each.Secret.Reveal()})
	}
	return m, nil
}

// initCommand is candor init.
type initCommand struct {
	folder
	Sandbox  bool     `help:"Make a sandbox: an operator may advance its clock. Fixed for good."`
	Approver []string `help:"A founding approver, by handle; three or more, by default approver-1 to approver-3." placeholder:"HANDLE"`
}

// Run makes the folder.
func (c *initCommand) Run(sh *shell) error {
	// Two decide, and neither may be who asks: with fewer nothing could ever change.
	if n := len(c.Approver); n > 0 && n < platform.FoundersDefault {
		return usage(fmt.Errorf("--approver: %d or more, or none for approver-1 to approver-3", platform.FoundersDefault))
	}
	m, err := c.make(sh, c.Sandbox, c.Approver)
	if err != nil {
		return err
	}
	return sh.print(m, m.text())
}
