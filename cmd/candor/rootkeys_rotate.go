package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// initRoot is candor keys init.
type initRoot struct {
	folder
}

// Run makes the file.
func (c *initRoot) Run(sh *shell) error {
	root := seal.NewRoot()
	defer root.Wipe()
	if err := seal.WriteRoot(c.root(), root); err != nil {
		return err
	}
	return sh.print(struct {
		File string `json:"file"`
		ID   string `json:"root_id"`
	}{c.root(), root.ID()}, fmt.Sprintf("root key %s in %s: keep it apart from the data folder, and a copy of it\n", root.ID(), c.root()))
}

// sharing says among whom a root key is shared.
type sharing struct {
	Threshold int      `help:"How many custodians it takes to open customers' data." placeholder:"K"`
	Custodian []string `help:"The age recipient of a custodian, age1...; give each." placeholder:"AGE1..."`
	Out       string   `help:"Where the sealed shares go, in a folder named after the root; by default shares in the key store." placeholder:"DIR"`
}

// turned is what became of a rotation.
type turned struct {
	Version    uint32   `json:"root_version"`
	ID         string   `json:"root_id"`
	Slots      uint64   `json:"slots"`
	Threshold  int      `json:"threshold,omitempty"`
	Custodians int      `json:"custodians,omitempty"`
	Shares     []string `json:"shares,omitempty"`
	File       string   `json:"file,omitempty"`
	Destroy    string   `json:"destroy,omitempty"`
}

// text says the same to people.
func (t *turned) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "customers' data is under root key %s, version %d; %d slots were looked at\n", t.ID, t.Version, t.Slots)
	if t.File != "" {
		fmt.Fprintf(&b, "the root key is in %s\n", t.File)
	}
	if len(t.Shares) > 0 {
		fmt.Fprintf(&b, "%d of %d custodians open it; send each her share:\n", t.Threshold, t.Custodians)
	}
	for _, name := range t.Shares {
		fmt.Fprintf(&b, "  %s\n", name)
	}
	if t.Destroy != "" {
		fmt.Fprintf(&b, "destroy %s, and every copy of it: it still opens all copies of the key store made before\n", t.Destroy)
	}
	return b.String()
}

// splitRoot is candor keys split.
type splitRoot struct {
	folder
	sharing
}

// Run splits.
func (c *splitRoot) Run(sh *shell) error { return c.split(sh, c.folder) }

// split makes a root, writes its shares, and only then puts everything under it:
// cut off before, the shares are of no use and harm nobody; after, they open all.
func (s *sharing) split(sh *shell, f folder) error {
	next := seal.NewRoot()
	defer next.Wipe()
	shares, err := seal.Split(next, s.Threshold, s.Custodian)
	if err != nil {
		return usage(fmt.Errorf("--threshold, --custodian: %w", err))
	}
	return f.with(func(p *platform.Platform) error {
		before := p.VaultStatus()
		if before.Rotating {
			return errCutOff
		}
		out := s.Out
		if out == "" {
			out = filepath.Join(f.keys(), sharesFolder)
		}
		names, err := writeShares(filepath.Join(out, next.ID()), shares)
		if err != nil {
			return err
		}
		t := &turned{Threshold: s.Threshold, Custodians: len(shares), Shares: names, Destroy: f.outdated(before)}
		return t.rotate(sh, p, next)
	})
}

var errCutOff = errors.New("a rotation was cut off: go on with candor keys rotate --resume first")

// outdated returns the file whose root a rotation leaves.
func (f folder) outdated(before seal.Status) string {
	if before.Source == seal.FromFile {
		return f.root()
	}
	return ""
}

// rotate puts everything under the next root, with progress, and says so.
func (t *turned) rotate(sh *shell, p *platform.Platform, next seal.Root) error {
	bar := sh.progress("slots", -1)
	defer bar.end()
	err := p.RotateRoot(sh.ctx, auth.Candor(), next, func(done, total uint64) {
		t.Slots = total
		bar.set(int(done), int(total))
	})
	bar.end()
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("interrupted: %w", errCutOff)
	}
	if err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	status := p.VaultStatus()
	t.Version, t.ID = status.Root, status.RootID
	return sh.print(t, t.text())
}

// rotateRoot is candor keys rotate.
type rotateRoot struct {
	folder
	sharing
	To     string `help:"The new root key's file, which is made if it is not there. The same command again goes on with a rotation that was cut off." placeholder:"FILE"`
	Resume bool   `help:"Go on with a rotation that was cut off, under the root key that --root or --identity give."`
}

// Run rotates.
func (c *rotateRoot) Run(sh *shell) error {
	shared := c.Threshold != 0 || len(c.Custodian) > 0
	switch {
	case c.Resume && c.To == "" && !shared:
		return c.resume(sh)
	case c.To != "" && !c.Resume && !shared:
		return c.toFile(sh)
	case shared && !c.Resume && c.To == "":
		return c.split(sh, c.folder)
	}
	return usage(errors.New("give --to FILE, or --threshold and each --custodian, or --resume"))
}

// resume goes on.
func (c *rotateRoot) resume(sh *shell) error {
	return c.with(func(p *platform.Platform) error {
		status := p.VaultStatus()
		if !status.Rotating {
			return errors.New("no rotation was cut off: there is nothing to go on with")
		}
		next, err := c.current(status.RootID)
		if err != nil {
			return err
		}
		defer next.Wipe()
		return new(turned).rotate(sh, p, next)
	})
}

// current returns the root that opened the folder.
func (f folder) current(id string) (seal.Root, error) {
	if len(f.Identity) > 0 {
		return f.joined(id)
	}
	return seal.ReadRoot(f.root())
}

// toFile puts everything under the root in a file, which is durable before.
func (c *rotateRoot) toFile(sh *shell) error {
	next, err := seal.ReadRoot(c.To)
	if errors.Is(err, fs.ErrNotExist) {
		next = seal.NewRoot()
		err = seal.WriteRoot(c.To, next)
	}
	if err != nil {
		return err
	}
	defer next.Wipe()
	rotate := func(p *platform.Platform) error {
		t := &turned{File: c.To, Destroy: c.outdated(p.VaultStatus())}
		if t.Destroy == c.To {
			t.Destroy = ""
		}
		return t.rotate(sh, p, next)
	}
	err = c.with(rotate)
	if !errors.Is(err, seal.ErrMovedRoot) {
		return err
	}
	again := c.folder
	again.Root, again.Identity = c.To, nil
	return again.with(rotate)
}

// writeShares writes shares to a new folder and makes them durable.
func writeShares(dir string, shares []seal.Share) (names []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("write shares: %w", err)
	}
	for _, s := range shares {
		name := filepath.Join(dir, fmt.Sprintf("%03d.age", s.Index))
		if err := writeNew(name, s.Sealed); err != nil {
			return nil, fmt.Errorf("write share: %w", err)
		}
		names = append(names, name)
	}
	for _, d := range []string{dir, filepath.Dir(dir), filepath.Dir(filepath.Dir(dir))} {
		if err := syncFolder(d); err != nil {
			return nil, fmt.Errorf("write shares: %w", err)
		}
	}
	return names, nil
}

// writeNew writes a file of the owner's alone and makes its content durable. It
// never overwrites.
func writeNew(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
