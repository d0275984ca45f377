package file

import (
	"errors"
	"os"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// Write implements device with one pwritev: the body is not copied on the way.
func (disk) Write(f *os.File, offset int64, parts ...[]byte) error {
	for {
		n, err := unix.Pwritev(int(f.Fd()), parts, offset)
		// Interrupted before anything was written, which is no failure.
		if !errors.Is(err, unix.EINTR) {
			runtime.KeepAlive(f)
			return written(n, total(parts), err)
		}
	}
}

// Fill implements device around the kernel's cache where the file system can:
// nobody reads the zeros, and copying them there costs as much as a third of a
// full load. The file is not in use yet, so that its flags are nobody else's.
func (d disk) Fill(f *os.File, offset, end int64) error {
	zeros, err := zeroPages()
	if err != nil {
		return err
	}
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err != nil {
		return err
	}
	if _, err := unix.FcntlInt(f.Fd(), unix.F_SETFL, flags|unix.O_DIRECT); err != nil {
		return d.Write(f, offset, zeros[:end-offset]) // not on this file system
	}
	err = d.Write(f, offset, zeros[:end-offset])
	if _, ferr := unix.FcntlInt(f.Fd(), unix.F_SETFL, flags); ferr != nil {
		return errors.Join(err, ferr)
	}
	if errors.Is(err, unix.EINVAL) {
		return d.Write(f, offset, zeros[:end-offset]) // nor with this alignment
	}
	return err
}

// zeroPages returns fillMax zeros at a page of memory, as direct writes want
// them.
var zeroPages = sync.OnceValues(func() ([]byte, error) {
	return unix.Mmap(-1, 0, fillMax, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
})

// Sync implements device with fdatasync: segments have their final size and
// their blocks allocated, so there is no metadata to commit.
func (disk) Sync(f *os.File) error {
	for {
		err := unix.Fdatasync(int(f.Fd()))
		if !errors.Is(err, unix.EINTR) {
			runtime.KeepAlive(f)
			return err
		}
	}
}
