//go:build !linux

package seal

import "os"

// syncData makes a file's content durable.
func syncData(f *os.File) error { return f.Sync() }

// Harden does nothing on this system.
func Harden() error { return nil }
