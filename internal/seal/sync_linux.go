package seal

import (
	"errors"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// syncData makes a file's content durable with fdatasync: the files have their
// size and blocks before they are used, so there is no metadata to commit.
func syncData(f *os.File) error {
	for {
		err := unix.Fdatasync(int(f.Fd()))
		if !errors.Is(err, unix.EINTR) {
			runtime.KeepAlive(f)
			return err
		}
	}
}

// Harden keeps keys and plaintext out of core dumps, and other processes of the
// same user from attaching to this one. Call it first thing.
func Harden() error {
	limit := unix.Rlimit{}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
