//go:build unix && !linux

package file

import (
	"bytes"
	"os"
)

// Write implements device.
func (disk) Write(f *os.File, offset int64, parts ...[]byte) error {
	p := bytes.Join(parts, nil)
	n, err := f.WriteAt(p, offset)
	return written(n, len(p), err)
}

// Fill implements device.
func (d disk) Fill(f *os.File, offset, end int64) error {
	return d.Write(f, offset, zeros[:end-offset])
}

// Sync implements device. Where fsync alone leaves data in the drive's cache,
// os.File.Sync asks for more.
func (disk) Sync(f *os.File) error { return f.Sync() }
