package replay_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/replay"
)

// TestReadKeepsCount reads a file in which every second line is bad, in its own
// way: good ones keep their line numbers.
func TestReadKeepsCount(t *testing.T) {
	t.Parallel()
	numbered := func(id string) string { return strings.Replace(goodLine, `"o1"`, `"`+id+`"`, 1) }
	lines := []string{
		numbered("a"), "", numbered("b"), numbered("a"), numbered("c") + "\r", strings.Repeat("x", 3*replay.LineBytesMax),
		numbered("d"), strings.Replace(numbered("d"), `:1500`, `:-1`, 1), numbered("e"),
	}
	for _, end := range []string{"", "\n"} {
		file, err := replay.Read(strings.NewReader(strings.Join(lines, "\n") + end))
		if err != nil {
			t.Fatal(err)
		}
		var good []int
		for _, p := range file.Plans {
			good = append(good, p.Line)
		}
		if diff := cmp.Diff([]int{1, 3, 5, 7, 9}, good); diff != "" {
			t.Errorf("good lines (-want +got):\n%s", diff)
		}
		want := []replay.BadLine{
			{Line: 2, Reason: "empty"},
			{Line: 4, Reason: "order: the same as on line 1"},
			{Line: 6, Reason: "longer than 65536 bytes"},
			{Line: 8, Reason: "paid_cents: negative"},
		}
		if diff := cmp.Diff(want, file.Bad); diff != "" {
			t.Errorf("bad lines (-want +got):\n%s", diff)
		}
	}
}

// TestReadLongLast reads a last line that is too long and has no end.
func TestReadLongLast(t *testing.T) {
	t.Parallel()
	for _, size := range []int{replay.LineBytesMax + 1, replay.LineBytesMax + 2, replay.LineBytesMax + 3, 2*replay.LineBytesMax + 4} {
		file, err := replay.Read(strings.NewReader(goodLine + "\n" + strings.Repeat(" ", size)))
		if err != nil {
			t.Fatal(err)
		}
		want := []replay.BadLine{{Line: 2, Reason: "longer than 65536 bytes"}}
		if diff := cmp.Diff(want, file.Bad); diff != "" || len(file.Plans) != 1 {
			t.Errorf("%d bytes (-want +got):\n%s", size, diff)
		}
	}
}

// newlines is an endless file of empty lines.
type newlines struct{}

func (newlines) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}

func TestReadEndless(t *testing.T) {
	t.Parallel()
	file, err := replay.Read(io.LimitReader(newlines{}, replay.LinesMax))
	if err != nil || len(file.Bad) != replay.LinesMax {
		t.Fatalf("as many lines as may be: %v", err)
	}
	if _, err := replay.Read(newlines{}); !errors.Is(err, replay.ErrTooManyLines) {
		t.Errorf("an endless file: %v", err)
	}
}

func TestReadBroken(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken disk")
	for _, front := range []string{"", goodLine, goodLine + "\n", strings.Repeat("x", 2*replay.LineBytesMax)} {
		_, err := replay.Read(io.MultiReader(strings.NewReader(front), failing{broken}))
		if !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", len(front), err)
		}
	}
}

// failing is a file that cannot be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
