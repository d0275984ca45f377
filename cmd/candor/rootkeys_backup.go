package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// backupKeys is candor keys backup.
type backupKeys struct {
	folder
	File string `arg:"" help:"The file to write, which must not be there."`
	Name string `help:"What the ledger of disclosures calls the copy, as backup:NAME; by default the time." placeholder:"NAME"`
}

// Run copies the key store. The row is in the ledger before the first byte leaves.
func (c *backupKeys) Run(sh *shell) error {
	now := time.Now().UTC()
	if c.Name == "" {
		c.Name = now.Format("20060102T150405Z")
	}
	return c.with(func(p *platform.Platform) error {
		out, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("back up keys: %w", err)
		}
		n, err := p.BackupKeys(sh.ctx, auth.Candor(), c.Name, out)
		if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
			return errors.Join(fmt.Errorf("back up keys: %w", err), os.Remove(c.File))
		}
		if err := syncFolder(filepath.Dir(c.File)); err != nil {
			return fmt.Errorf("back up keys: %w", err)
		}
		dies := now.Add(platform.BackupLife)
		return sh.print(struct {
			File     string    `json:"file"`
			Path     string    `json:"path"`
			Sequence uint64    `json:"sequence"`
			Dies     time.Time `json:"destroy_by"`
		}{c.File, "backup:" + c.Name, uint64(n), dies.Truncate(time.Second)},
			fmt.Sprintf("copied the key store to %s: disclosure %d, path backup:%s\ndestroy it by %s: erasures say so to customers\n",
				c.File, n, c.Name, dies.Format(time.DateOnly)))
	})
}

// restoreKeys is candor keys restore.
type restoreKeys struct {
	folder
	File string `arg:"" help:"A file that candor keys backup wrote." type:"existingfile"`
}

// Run makes the store in a folder beside, puts that in its place, and opens all
// once, by which everybody who was erased since is erased again.
func (c *restoreKeys) Run(sh *shell) error {
	if _, err := platform.ReadFolder(c.Dir); err != nil {
		return err
	}
	info, err := c.restore()
	if err != nil {
		return err
	}
	return c.with(func(p *platform.Platform) error {
		status := p.VaultStatus()
		return sh.print(struct {
			Date   time.Time `json:"date"`
			Slots  uint32    `json:"slots"`
			ID     string    `json:"root_id"`
			Sealed bool      `json:"sealed"`
		}{info.Date, info.Slots, status.RootID, status.Sealed},
			fmt.Sprintf("the key store is that of %s, with %d slots; who was erased since is erased again\n",
				info.Date.Format(time.RFC3339), info.Slots))
	})
}

// restore makes the key store. Shares that are there stay.
func (c *restoreKeys) restore() (info seal.Info, err error) {
	if err := c.vacant(); err != nil {
		return info, err
	}
	in, err := os.Open(c.File)
	if err != nil {
		return info, fmt.Errorf("open the copy: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	if info, err = seal.ReadInfo(in); err != nil {
		return info, err
	}
	if _, err := in.Seek(0, 0); err != nil {
		return info, fmt.Errorf("read the copy: %w", err)
	}
	next := c.keys() + ".restoring"
	if err := os.RemoveAll(next); err != nil { // of a restore that was cut off
		return info, fmt.Errorf("restore keys: %w", err)
	}
	if err := seal.Restore(next, in); err != nil {
		return info, err
	}
	return info, c.replace(next)
}

// vacant refuses to put a key store over one that is there.
func (c *restoreKeys) vacant() error {
	entries, err := os.ReadDir(c.keys())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restore keys: %w", err)
	}
	for _, e := range entries {
		if e.Name() != sharesFolder {
			return fmt.Errorf("%s: %w: move the one that is there away", c.keys(), seal.ErrNotEmpty)
		}
	}
	return nil
}

// replace puts the restored store in its place.
func (c *restoreKeys) replace(next string) error {
	shares := filepath.Join(c.keys(), sharesFolder)
	if _, err := os.Lstat(shares); err == nil {
		if err := os.Rename(shares, filepath.Join(next, sharesFolder)); err != nil {
			return fmt.Errorf("restore keys: %w", err)
		}
	}
	if err := os.Remove(c.keys()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restore keys: %w", err)
	}
	if err := os.Rename(next, c.keys()); err != nil {
		return fmt.Errorf("restore keys: %w", err)
	}
	return syncFolder(filepath.Dir(c.keys()))
}
