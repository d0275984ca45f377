package platform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
)

// Folder is what a data folder says of itself in its file candor.json.
type Folder struct {
	Format  int  `json:"format"`
	Sandbox bool `json:"sandbox"`
}

const (
	folderFile   = "candor.json"
	folderFormat = 1
)

// ErrNoFolder says that there is no installation at a path.
var ErrNoFolder = errors.New("no data folder there; make one with candor init")

// ErrFolderExists says that there is an installation already.
var ErrFolderExists = errors.New("a data folder is there already")

// ReadFolder reads what the data folder at dir says of itself.
func ReadFolder(dir string) (Folder, error) {
	var f Folder
	b, err := os.ReadFile(filepath.Join(dir, folderFile))
	if errors.Is(err, fs.ErrNotExist) {
		return f, fmt.Errorf("%s: %w", dir, ErrNoFolder)
	}
	if err != nil {
		return f, fmt.Errorf("read folder: %w", err)
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, fmt.Errorf("read %s: %w", folderFile, err)
	}
	if f.Format != folderFormat {
		return f, fmt.Errorf("%s: format %d, this program knows %d", dir, f.Format, folderFormat)
	}
	return f, nil
}

// Init makes a data folder and its first operator key, which it returns: it is
// shown this once. The folder's marker is written last, so a half-made folder
// is not one.
func Init(ctx context.Context, dir string, sandbox bool) (auth.Secret, error) {
	if _, err := ReadFolder(dir); err == nil {
		return auth.Secret{}, fmt.Errorf("%s: %w", dir, ErrFolderExists)
	} else if !errors.Is(err, ErrNoFolder) {
		return auth.Secret{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return auth.Secret{}, fmt.Errorf("make folder: %w", err)
	}
	f := Folder{Format: folderFormat, Sandbox: sandbox}
	p, err := open(dir, f, Options{HoldClock: true})
	if err != nil {
		return auth.Secret{}, err
	}
	key, _, err := p.CreateKey(ctx, auth.Candor(), "", KeyRequest{Role: auth.Operator})
	if err = joinClose(err, p); err != nil {
		return auth.Secret{}, err
	}
	return key.Secret, writeFolder(vfs.Default, dir, f)
}

// writeFolder writes what the data folder says of itself. The bytes are durable
// before they get their name: a folder whose marker is there but empty, after the
// power failed, would be none.
func writeFolder(on vfs.FS, dir string, f Folder) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write folder: %w", err)
	}
	path := on.PathJoin(dir, folderFile)
	if err := writeDurably(on, path+".new", append(b, '\n')); err != nil {
		return fmt.Errorf("write folder: %w", err)
	}
	if err := on.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write folder: %w", err)
	}
	for _, d := range []string{dir, on.PathDir(dir)} {
		if err := syncDir(on, d); err != nil {
			return fmt.Errorf("sync folder: %w", err)
		}
	}
	return nil
}

func writeDurably(on vfs.FS, path string, b []byte) error {
	w, err := on.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	if _, err = w.Write(b); err == nil {
		err = w.Sync()
	}
	return errors.Join(err, w.Close())
}

func syncDir(on vfs.FS, dir string) error {
	d, err := on.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func notFound(code string) error {
	return errkind.New(errkind.NotFound, code, "no such object")
}
