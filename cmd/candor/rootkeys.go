package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// sharesFolder is where in the key store the custodians' sealed shares are: a
// folder for each root, named after it.
const sharesFolder = "shares"

// fileMax is the longest file of a share or an identity in bytes.
const fileMax = 16 << 10

// root returns where the root key's file is.
func (f folder) root() string {
	if f.Root != "" {
		return f.Root
	}
	dir := f.Dir
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs // the path of "." is no name
	}
	return filepath.Clean(dir) + ".root"
}

// keys returns where the key store is.
func (f folder) keys() string {
	if f.Keys != "" {
		return f.Keys
	}
	return filepath.Join(f.Dir, "keys")
}

// options adds to how a folder is opened what the flags say of its keys.
func (f folder) options(o platform.Options) platform.Options {
	o.Root, o.Keys = f.Root, f.Keys
	return o
}

// open opens the folder. With custodians' identities the root key comes from
// their shares and no file of it is read.
func (f folder) open(o platform.Options) (*platform.Platform, error) {
	o = f.options(o)
	o.Sealed = len(f.Identity) > 0
	p, err := platform.Open(f.Dir, o)
	if err != nil {
		return nil, openError("open", f.Dir, err)
	}
	if !o.Sealed {
		return p, nil
	}
	root, err := f.joined(p.VaultStatus().RootID)
	if err == nil {
		err = p.Unseal(root)
		root.Wipe()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("unseal: %w", err), p.Close())
	}
	return p, nil
}

// joined returns the root with the id, from the shares of it that the identities
// open.
func (f folder) joined(id string) (seal.Root, error) {
	dir := filepath.Join(f.keys(), sharesFolder, id)
	sealed, err := readShares(dir)
	if err != nil {
		return seal.Root{}, err
	}
	var parts []seal.Part
	defer func() {
		for _, p := range parts {
			p.Wipe()
		}
	}()
	for _, name := range f.Identity {
		part, err := openOne(sealed, name)
		if err != nil {
			return seal.Root{}, err
		}
		parts = append(parts, part)
	}
	return seal.Join(parts)
}

// readShares reads the sealed shares in a folder.
func readShares(dir string) (sealed [][]byte, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w: the root of this key store is in no shares there", dir, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("read shares: %w", err)
	}
	for _, e := range entries {
		b, err := readSmall(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read share: %w", err)
		}
		sealed = append(sealed, b)
	}
	return sealed, nil
}

// openOne opens the share that is this identity's.
func openOne(sealed [][]byte, name string) (seal.Part, error) {
	for _, s := range sealed {
		part, err := openShare(s, name)
		if !errors.Is(err, seal.ErrShare) {
			return part, err
		}
	}
	return seal.Part{}, fmt.Errorf("--identity %s: %w", name, seal.ErrShare)
}

// openShare opens a share with the identity in a file.
func openShare(sealed []byte, name string) (seal.Part, error) {
	identity, err := os.Open(name)
	if err != nil {
		return seal.Part{}, fmt.Errorf("open identity: %w", err)
	}
	defer func() { _ = identity.Close() }() // it was only read
	return seal.OpenShare(sealed, identity)
}

// readSmall reads a file that has to be small.
func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > fileMax {
		return nil, fmt.Errorf("%s is no file of at most %d bytes", name, fileMax)
	}
	return os.ReadFile(name)
}

// errLoopback says why an address is refused.
var errLoopback = errors.New("the root key comes from a file, which is for development: such a server listens on " +
	"127.0.0.1 or ::1 only; share the root key out with candor keys split to lift that")

// sheltered refuses addresses that others reach while the root key comes from a
// file, which whoever copies the disk has too.
func sheltered(status seal.Status, at net.Addr) error {
	tcp, ok := at.(*net.TCPAddr)
	if status.Source == seal.FromFile && (!ok || !tcp.IP.IsLoopback()) {
		return fmt.Errorf("listen on %s: %w", at, errLoopback)
	}
	return nil
}

// tellKeys says at the start how customers' data is kept.
func tellKeys(status seal.Status, file string, logger *slog.Logger) {
	switch {
	case status.Sealed:
		logger.Warn("customers' data is sealed: payments go on; reads and the gateway wait for candor keys unseal, or for a start with the root key's file",
			"root", status.RootID, "missing", file)
	case status.Source == seal.FromFile:
		logger.Warn("the root key is development's: it comes from a file", "root", status.RootID)
	}
	if status.Rotating {
		logger.Warn("a rotation of the root key was cut off: stop the server and go on with candor keys rotate --resume")
	}
}
