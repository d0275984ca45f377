//go:build !unix

package index

import (
	"fmt"
	"os"
)

// mapFile returns a file's bytes.
func mapFile(name string) (data []byte, unmap func() error, err error) {
	if data, err = os.ReadFile(name); err != nil {
		return nil, nil, fmt.Errorf("read: %w", err)
	}
	return data, func() error { return nil }, nil
}
