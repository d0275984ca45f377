package index

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/disclosure"
)

// A segment's file is named by its range of sequences, and a number that tells
// it from one that it replaces.
const (
	suffix     = ".scope"
	unfinished = ".new" // behind the suffix, until the file is complete
)

// load opens the files of the folder that are of the ledger, and builds again
// what is missing between them. What is missing at the end is CatchUp's.
func (x *Index) load() error {
	list, err := x.openFiles()
	if err != nil {
		return err
	}
	next := disclosure.Sequence(1)
	for _, s := range list {
		if s.from < next || !x.ours(s) {
			s.retired.Store(true)
			err = errors.Join(err, s.release())
			continue
		}
		x.segments, next = append(x.segments, s), s.to+1
	}
	if err != nil {
		return err
	}
	next = 1
	for _, s := range slices.Clone(x.segments) {
		if next < s.from {
			if err := x.fill(next, s.from-1, nil); err != nil {
				return err
			}
		}
		next = s.to + 1
	}
	return nil
}

// openFiles opens the segments of the folder, by where they begin, the longest
// of those first. Files that are damaged or were not finished are removed.
func (x *Index) openFiles() (list []*segment, err error) {
	files, err := os.ReadDir(x.dir)
	if err != nil {
		return nil, fmt.Errorf("list index: %w", err)
	}
	for _, f := range files {
		if !strings.Contains(f.Name(), suffix) {
			continue
		}
		name := filepath.Join(x.dir, f.Name())
		s, err := openSegment(name)
		bad := (*damage)(nil)
		switch {
		case err == nil && !strings.HasSuffix(name, unfinished):
			list = append(list, s)
			continue
		case err == nil:
			err = s.release()
		case errors.Is(err, errFormat) || errors.As(err, &bad):
			err = nil
		}
		if err == nil {
			err = os.Remove(name)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open index: %w", err), releaseAll(list))
		}
	}
	slices.SortFunc(list, func(a, b *segment) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	return list, nil
}

// ours reports whether the segment ends with a row of the ledger.
func (x *Index) ours(s *segment) (same bool) {
	if s.to > x.ledger.Len() {
		return false
	}
	err := x.ledger.Scan(s.to, func(at disclosure.Sequence, row *disclosure.Row) bool {
		same = at == s.to && row.Hash == s.hash
		return false
	})
	return err == nil && same
}

// write merges segments, one at least, into a file and opens it.
func (x *Index) write(list []*segment) (*segment, error) {
	name, err := x.freeName(list[0].from, list[len(list)-1].to)
	if err != nil {
		return nil, err
	}
	if err := writeFile(name+unfinished, x.tuning, list); err != nil {
		return nil, errors.Join(err, os.Remove(name+unfinished))
	}
	if err := os.Rename(name+unfinished, name); err != nil {
		return nil, fmt.Errorf("name segment: %w", err)
	}
	if err := syncDir(x.dir); err != nil {
		return nil, err
	}
	return openSegment(name)
}

// freeName returns a name for a segment's file that no file has.
func (x *Index) freeName(from, to disclosure.Sequence) (string, error) {
	for n := 0; ; n++ {
		name := filepath.Join(x.dir, fmt.Sprintf("%020d-%020d-%d%s", from, to, n, suffix))
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", fmt.Errorf("name segment: %w", err)
		}
	}
}

// writeFile merges segments into a new file and syncs it.
func writeFile(name string, t tuning, list []*segment) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("create segment: %w", err)
	}
	out := bufio.NewWriterSize(f, 1<<20)
	err = merge(out, t, list)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// syncDir makes a new name in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder of index: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder of index: %w", err)
	}
	return nil
}
