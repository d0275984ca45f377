package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// output is where a command writes its result: stdout, or a file that appears
// when it is complete and not before.
type output struct {
	io.Writer
	file *os.File // nil: stdout
	name string
}

// create opens the output with the name; "-" is stdout.
func (sh *shell) create(name string) (*output, error) {
	if name == "-" {
		return &output{Writer: sh.stdout}, nil
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	return &output{Writer: f, file: f, name: name}, nil
}

// Close completes the output.
func (o *output) Close() error {
	if o.file == nil {
		return nil
	}
	err := errors.Join(o.file.Chmod(0o644), o.file.Sync(), o.file.Close())
	if err == nil {
		err = os.Rename(o.file.Name(), o.name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", o.name, err), os.Remove(o.file.Name()))
	}
	return nil
}

// discard drops a file that cannot be completed because of err, and returns
// err.
func (o *output) discard(err error) error {
	if o.file == nil {
		return err
	}
	return errors.Join(err, o.file.Close(), os.Remove(o.file.Name()))
}
