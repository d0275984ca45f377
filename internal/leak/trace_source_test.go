package leak_test

import (
	"math/rand/v2"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// backup returns a snapshot of the customers up to one.
func backup(name string, time int64, last uint32) leak.Snapshot {
	return leak.Snapshot{
		Path: disclosure.Path{Kind: disclosure.PathBackup, Name: name}, Time: time,
		Members: roaring.BitmapOf(span(1, last)...),
	}
}

func TestTraceDatesASnapshot(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	exposures := team(random)
	bg := leak.Background{Population: 10_000}
	march, april, may := backup("2010-03", 3, 8_000), backup("2010-04", 4, 9_000), backup("2010-05", 5, 9_990)
	for _, c := range []struct {
		name      string
		rows      []uint32
		snapshots []leak.Snapshot
		named     []string
		time      int64
	}{
		{"a good part of March's", shuffled(random, span(1, 8_000), 400), []leak.Snapshot{march, april, may}, []string{"backup:2010-03"}, 3},
		{"all of April's", shuffled(random, span(1, 9_000), 9_000), []leak.Snapshot{march, april, may}, []string{"backup:2010-04"}, 4},
		{"too little to tell", shuffled(random, span(1, 8_000), 20), []leak.Snapshot{march, april}, nil, 0},
		{"of everybody", shuffled(random, span(1, 10_000), 400), []leak.Snapshot{march, april}, nil, 0},
		{
			"one path, two times alike", shuffled(random, span(1, 8_000), 400),
			[]leak.Snapshot{backup("nightly", 3, 8_000), backup("nightly", 4, 8_010)},
			[]string{"backup:nightly"},
			0,
		},
		{
			"one path, two times apart", shuffled(random, span(1, 8_000), 400),
			[]leak.Snapshot{backup("nightly", 3, 8_000), backup("nightly", 4, 9_000)},
			[]string{"backup:nightly"},
			3,
		},
		{"a member's views", shuffled(random, exposures[2].ByVersion[0].ToArray(), 100), []leak.Snapshot{march, april, may}, []string{"staff:02"}, 0},
	} {
		r := leak.Trace(dump(c.rows...), exposures, c.snapshots, bg, 0.01)
		if diff := cmp.Diff(c.named, r.Named); diff != "" {
			t.Errorf("%s: named (-want +got):\n%s", c.name, diff)
		}
		if r.Snapshot != c.time {
			t.Errorf("%s: dated %d, want %d", c.name, r.Snapshot, c.time)
		}
	}
}

// An export's rows in the ledger are what its snapshot holds: they are no rivals.
func TestTraceDatesAnExport(t *testing.T) {
	path := disclosure.Path{Kind: disclosure.PathExport, Name: "17"}
	members := roaring.BitmapOf(span(100, 300)...)
	exposures := []leak.Exposure{{Path: path, ByVersion: map[uint32]*roaring.Bitmap{1: members}}, staff("a", span(250, 900)...)}
	r := leak.Trace(dump(span(100, 160)...), exposures, []leak.Snapshot{{Path: path, Time: 9, Members: members}}, leak.Background{Population: 5000}, 0.01)
	if diff := cmp.Diff([]string{"export:17"}, r.Named); diff != "" || r.Snapshot != 9 {
		t.Errorf("dated %d, named (-want +got):\n%s", r.Snapshot, diff)
	}
}

func TestMixture(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	exposures := team(random)
	bg := leak.Background{Population: 10_000}
	rows := shuffled(random, exposures[1].ByVersion[0].ToArray(), 90)
	rows = append(rows, shuffled(random, exposures[6].ByVersion[0].ToArray(), 45)...)
	rows = append(rows, shuffled(random, span(5_000, 10_000), 15)...)
	found := dump(shuffled(random, unique(rows), len(unique(rows)))...)
	shares := leak.Mixture(found, exposures, bg, 0.01)
	if len(shares) != 2 || shares[0].Path != "staff:01" || shares[1].Path != "staff:06" {
		t.Fatalf("sources %+v; want 01 and 06", shares)
	}
	for k, want := range []float64{0.6, 0.3} {
		if s := shares[k]; !(s.Low < want && want < s.High && s.Low < s.Share && s.Share < s.High) {
			t.Errorf("%s: %.3f in [%.3f, %.3f]; the truth is %.1f", s.Path, s.Share, s.Low, s.High, want)
		}
	}
	if r := leak.Trace(found, exposures, nil, bg, 0.01); len(r.Sources) != 2 {
		t.Errorf("a trace of two sources shows %+v", r.Sources)
	}
	alone := dump(shuffled(random, exposures[1].ByVersion[0].ToArray(), 60)...)
	if r := leak.Trace(alone, exposures, nil, bg, 0.01); len(r.Sources) != 0 {
		t.Errorf("a trace of one source shows %+v", r.Sources)
	}
	if shares := leak.Mixture(dump(shuffled(random, span(1, 10_000), 100)...), exposures, bg, 0.01); len(shares) != 0 {
		t.Errorf("customers at random have sources %+v", shares)
	}
}

// unique drops what is there twice.
func unique(list []uint32) []uint32 { return roaring.BitmapOf(list...).ToArray() }
