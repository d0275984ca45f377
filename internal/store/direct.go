package store

import (
	"errors"
	"os"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// directAlign is what offsets and lengths of direct writes are multiples of.
const directAlign = 4 << 10

// directMin is the least that is worth a direct write.
const directMin = 256 << 10

// rowFile is a file of a stream. What is large goes past the page cache: on
// growing files that costs the machine a tenth of the time, and what was just
// written is in memory as chunks anyway. What is left at the borders goes
// through the page cache; the two never share a page.
type rowFile struct {
	vfs.File
	direct *os.File // nil where there is no such thing
}

// openRowFile opens a stream's file, making it when it is not there.
func openRowFile(fs vfs.FS, path string) (*rowFile, error) {
	f, err := fs.OpenReadWrite(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return nil, err
	}
	r := &rowFile{File: f}
	if f.Fd() == vfs.InvalidFd || directFlag == 0 {
		return r, nil
	}
	d, err := os.OpenFile(path, os.O_WRONLY|directFlag, 0)
	switch {
	case err == nil:
		r.direct = d
	case !errors.Is(err, syscall.EINVAL): // EINVAL: the file system has no direct writes
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

// put writes data at off. Only the write goroutine calls it.
func (f *rowFile) put(data []byte, off int64) error {
	head := min(int64(len(data)), (directAlign-off%directAlign)%directAlign)
	middle := (int64(len(data)) - head) / directAlign * directAlign
	if f.direct == nil || middle < directMin {
		_, err := f.WriteAt(data, off)
		return err
	}
	if head > 0 {
		if _, err := f.WriteAt(data[:head], off); err != nil {
			return err
		}
	}
	_, err := f.direct.WriteAt(data[head:head+middle], off+head)
	if errors.Is(err, syscall.EINVAL) { // memory that this device cannot read from
		_, err = f.WriteAt(data[head:head+middle], off+head)
	}
	if err != nil {
		return err
	}
	if rest := data[head+middle:]; len(rest) > 0 {
		_, err = f.WriteAt(rest, off+head+middle)
	}
	return err
}

// Close closes the file.
func (f *rowFile) Close() error {
	var err error
	if f.direct != nil {
		err = f.direct.Close()
	}
	return errors.Join(err, f.File.Close())
}

// chunkFor returns the size of a chunk for rows of width bytes: at most about
// most bytes, whole rows, and whole pages too where most allows that.
func chunkFor(width, most int) uint64 {
	a, b := width, directAlign
	for b != 0 {
		a, b = b, a%b
	}
	if unit := width / a * directAlign; unit <= most {
		return uint64(most / unit * unit)
	}
	return uint64(max(1, most/width) * width)
}
