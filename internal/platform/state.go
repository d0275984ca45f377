package platform

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/store"
)

// outdated is the name to which a state is moved that is being removed: a crash
// meanwhile leaves nothing that could be taken for a state.
const outdated = "state-outdated"

// openState opens the state in the folder dir. One that another version of the
// program wrote is removed, so that the machine makes it anew from the command
// log, if the log has all that led to it.
func openState[M any](log cmdlog.Log, dir string, opts Options, open func(string) (M, error)) (M, error) {
	var none M
	path, old := filepath.Join(dir, "state"), filepath.Join(dir, outdated)
	if err := os.RemoveAll(old); err != nil {
		return none, fmt.Errorf("remove the old state: %w", err)
	}
	m, err := open(path)
	var other *store.VersionError
	if !errors.As(err, &other) {
		return m, err
	}
	if lacks := covers(log, other.Applied); lacks != nil {
		return none, fmt.Errorf("%w; but %w", err, lacks)
	}
	opts.logger().Warn("the state was written by another version; making it anew from the command log, which takes a while",
		"dir", path, "format", other.Format, "layout", other.Layout, "block", log.Head().Sequence)
	if err := os.Rename(path, old); err != nil {
		return none, fmt.Errorf("move the old state away: %w", err)
	}
	if err := os.RemoveAll(old); err != nil {
		return none, fmt.Errorf("remove the old state: %w", err)
	}
	return open(path)
}

// covers returns nil when the log holds every block up to applied.
func covers(log cmdlog.Log, applied uint64) error {
	if head := log.Head().Sequence; head < applied {
		return fmt.Errorf("the state is at block %d and the command log ends at %d: restore the log that belongs to it", applied, head)
	}
	for _, err := range log.Read(1) {
		if err != nil {
			return fmt.Errorf("the command log has not all that led to it: %w", err)
		}
		break
	}
	return nil
}
