package file

import (
	"errors"
	"os"
	"runtime"

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
