package file

import (
	"fmt"
	"io"
	"os"
)

// device is everything that the log does to make things durable. Tests put
// failures and crashes behind it.
type device interface {
	// Write writes the parts, one behind the other, at offset. After an error
	// any of it may have been written.
	Write(f *os.File, offset int64, parts ...[]byte) error
	// Fill writes zeros from offset up to end, both at pages and at most fillMax
	// apart. After an error any of it may have been written.
	Fill(f *os.File, offset, end int64) error
	// Sync makes what was written to f durable, but not a change of its size.
	Sync(f *os.File) error
	// Rename renames a file of the folder, atomically.
	Rename(from, to string) error
	// SyncDir makes creations and renames in the folder durable.
	SyncDir(dir string) error
}

// disk is the operating system's device. Write, Fill, Sync and the lock are in a
// file for each system.
type disk struct{}

// Rename implements device.
func (disk) Rename(from, to string) error { return os.Rename(from, to) }

// SyncDir implements device.
func (disk) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// written turns a count of bytes that is too small into an error. What is left
// is not written again: the first call after a failure may report success for
// data that the kernel has dropped.
func written(n, want int, err error) error {
	if err == nil && n != want {
		return fmt.Errorf("%d of %d bytes: %w", n, want, io.ErrShortWrite)
	}
	return err
}

func total(parts [][]byte) int {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	return n
}
