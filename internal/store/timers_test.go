package store_test

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/store"
)

var update = flag.Bool("update", false, "rewrite the expected results under testdata")

// timersUnder is a store with timers that a story is told about.
type timersUnder struct {
	t       *testing.T
	fs      *vfs.MemFS
	s       *store.Store
	timers  *store.Timers
	written uint64
}

func (u *timersUnder) open(fs *vfs.MemFS) {
	s, err := store.OpenOn(fs, "/data", store.Small)
	if err != nil {
		u.t.Fatal(err)
	}
	u.fs, u.s, u.timers = fs, s, s.Timers("expiries")
}

// time reads a time as "bucket" or "bucket+nanoseconds".
func (u *timersUnder) time(s string) int64 {
	bucket, ns, _ := strings.Cut(s, "+")
	n, err := strconv.ParseInt(bucket, 10, 64)
	if err != nil {
		u.t.Fatalf("time %q: %v", s, err)
	}
	rest, err := strconv.ParseInt("0"+ns, 10, 64)
	if err != nil {
		u.t.Fatalf("time %q: %v", s, err)
	}
	return n<<store.BucketBits + rest
}

func show(at int64) string {
	if at == math.MaxInt64 {
		return "never"
	}
	return fmt.Sprintf("%d+%d", at>>store.BucketBits, at&(1<<store.BucketBits-1))
}

// do does one line of a story and returns its result.
func (u *timersUnder) do(words []string) string {
	switch words[0] {
	case "add":
		ref, err := strconv.ParseUint(words[2], 10, 64)
		if err != nil {
			u.t.Fatal(err)
		}
		u.timers.Add(u.time(words[1]), ref)
		return ""
	case "pop":
		var left []string
		for {
			due, ref, ok := u.timers.Pop(u.time(words[1]))
			if !ok {
				return strings.Join(append(left, "-"), " ")
			}
			left = append(left, fmt.Sprintf("%s:%d", show(due), ref))
			if len(words) > 2 {
				return strings.Join(left, " ")
			}
		}
	case "next":
		return show(u.timers.Next())
	case "checkpoint":
		u.written++
		if err := errors.Join(u.s.Checkpoint(u.written, store.Origin{}), u.s.Wait()); err != nil {
			u.t.Fatal(err)
		}
		return ""
	case "crash":
		fs := u.fs.CrashClone(vfs.CrashCloneCfg{})
		if err := u.s.Close(); err != nil {
			u.t.Fatal(err)
		}
		u.open(fs)
		return fmt.Sprintf("applied %d", u.s.Applied())
	}
	u.t.Fatalf("unknown word %q", words[0])
	return ""
}

// TestTimers tells the stories in testdata/timers.txt. A line is a step, "=>"
// and its result; an empty line ends a story.
func TestTimers(t *testing.T) {
	const path = "testdata/timers.txt"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for i, story := range strings.Split(strings.TrimSpace(string(b)), "\n\n") {
		u := &timersUnder{t: t}
		u.open(vfs.NewCrashableMem())
		if i > 0 {
			got.WriteByte('\n')
		}
		for line := range strings.Lines(story) {
			step, _, _ := strings.Cut(strings.TrimSpace(line), " =>")
			got.WriteString(step)
			if !strings.HasPrefix(step, "#") {
				if result := u.do(strings.Fields(step)); result != "" {
					got.WriteString(" => " + result)
				}
			}
			got.WriteByte('\n')
		}
		if err := u.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(b), got.String()); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
}

// TestTimersOrder compares a long run of adds and pops, at times that advance as
// a machine's do, with a plain list.
func TestTimersOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := openObjects(t, vfs.NewMem(), store.Small)
		m := newModel()
		now := int64(0)
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			now += rapid.Int64Range(0, 1<<(store.BucketBits-2)).Draw(t, "advance")
			w := op{kind: opAdd, key: rapid.Byte().Draw(t, "ref")}
			w.n = now + rapid.Int64Range(-5, 1<<(store.BucketBits+1)).Draw(t, "in")
			o.apply(w)
			m.apply(w)
			for range rapid.IntRange(0, 2).Draw(t, "pops") {
				w := op{kind: opPop, n: now}
				if got, want := o.apply(w), m.apply(w); got != want {
					t.Fatalf("pop at %s: %+v, want %+v", show(now), got, want)
				}
			}
		}
		if err := o.store.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
