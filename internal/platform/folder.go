package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/cmdlog/file"
)

// Folder is what a data folder says of itself in its file candor.json.
type Folder struct {
	Format  int  `json:"format"`
	Sandbox bool `json:"sandbox"`
}

const (
	folderFile   = "candor.json"
	folderFormat = 2
)

// ErrNoFolder says that there is no installation at a path.
var ErrNoFolder = errors.New("no data folder there; make one with candor init")

// ErrFolderExists says that there is an installation already.
var ErrFolderExists = errors.New("a data folder is there already")

// ErrIncomplete says that a part of an installation is there and another that
// cannot be made anew is not; the error around it names what to restore.
var ErrIncomplete = errors.New("the data folder is incomplete")

// ErrSandboxChanged says that the folder's marker and its command log disagree on
// whether it is a sandbox: somebody edited the marker. In a sandbox time can be
// moved, and with it every budget.
var ErrSandboxChanged = errors.New("candor.json does not say what the folder was made as: restore it")

// ErrForeign says that a folder holds files of somebody else's.
var ErrForeign = errors.New("the folder is not empty; give one that is, or that does not exist yet")

// ReadFolder reads what the data folder at dir says of itself. Without an
// installation there the error is ErrNoFolder; with payments but no marker it is
// ErrIncomplete, because making the folder anew would bury what is there.
func ReadFolder(dir string) (Folder, error) {
	var f Folder
	b, err := os.ReadFile(filepath.Join(dir, folderFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(filepath.Join(dir, "payments")); !errors.Is(err, fs.ErrNotExist) {
			// Init writes the marker last: the key of a folder it did not finish
			// was never shown, so nothing is lost with it.
			return f, fmt.Errorf("%s: %w: %s is missing: restore it, or remove the folder if candor init never finished there",
				dir, ErrIncomplete, folderFile)
		}
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

// unused refuses a folder that holds anything but what a new disk begins with.
func unused(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read folder: %w", err)
	}
	for _, e := range entries {
		if e.Name() != "lost+found" {
			return fmt.Errorf("%s: %w", dir, ErrForeign)
		}
	}
	return nil
}

// openLog opens the command log of one half of a folder that was made. An empty
// one is a lost one, because the first command is in it.
func openLog(dir, half string) (*file.Log, error) {
	path := filepath.Join(dir, half, "log")
	lost := fmt.Errorf("%s: %w: %s/log is missing: restore it", dir, ErrIncomplete, half)
	// Opening would make it, and hide what happened.
	if entries, err := os.ReadDir(path); errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil, lost
	}
	log, err := file.Open(path, file.Options{})
	if err != nil {
		return nil, fmt.Errorf("open command log: %w", err)
	}
	if log.Head().Sequence == 0 {
		return nil, joinClose(lost, log)
	}
	return log, nil
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
