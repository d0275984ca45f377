package cmdlog_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/cmdlog"
)

func example() cmdlog.Block {
	return cmdlog.Block{Header: cmdlog.Header{
		Sequence: 7, Timestamp: 1_700_000_000, Span: 40_001, Count: 1, Wall: -5, Mono: 99, Version: 3,
	}, Body: []byte("commands")}
}

func TestFrameRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := cmdlog.Block{Header: cmdlog.Header{
			Sequence:  rapid.Uint64().Draw(t, "sequence"),
			Timestamp: rapid.Int64().Draw(t, "timestamp"),
			Span:      rapid.Uint32().Draw(t, "span"),
			Count:     rapid.Uint32().Draw(t, "count"),
			Wall:      rapid.Int64().Draw(t, "wall"),
			Mono:      rapid.Int64().Draw(t, "mono"),
			Version:   rapid.Uint32().Draw(t, "version"),
		}, Body: rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "body")}
		want := cmdlog.NewFrame(b, sha256.Sum256(b.Body))
		p := want.Encode()
		got, err := cmdlog.ParseFrame(p[:])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if err := got.CheckBody(b.Body); err != nil {
			t.Fatal(err)
		}
	})
}

// The bytes and the hash are on disk and in checkpoints: they never change.
func TestFrameGolden(t *testing.T) {
	b := example()
	f := cmdlog.NewFrame(b, [32]byte{1, 2, 3})
	p := f.Encode()
	const want = "43414e444f524231" + "0700000000000000" + "00f1536500000000" +
		"fbffffffffffffff" + "6300000000000000" + "419c0000" + "01000000" + "03000000" + "08000000" +
		"0102030000000000000000000000000000000000000000000000000000000000" + "deef6811" +
		"0000000000000000000000000000000000000000000000000000000000000000" + "c667550f"
	if diff := cmp.Diff(want, hex.EncodeToString(p[:])); diff != "" {
		t.Error(diff)
	}
	all := append(append(append([]byte{}, f.Prev[:]...), p[:]...), b.Body...)
	if f.Hash(b.Body) != sha256.Sum256(all) {
		t.Error("the hash is not SHA-256 over prev, header and body")
	}
}

func TestParseFrameRefusesEveryBitFlip(t *testing.T) {
	p := cmdlog.NewFrame(example(), [32]byte{}).Encode()
	for bit := range len(p) * 8 {
		q := p
		q[bit/8] ^= 1 << (bit % 8)
		if _, err := cmdlog.ParseFrame(q[:]); !errors.Is(err, cmdlog.ErrEncoding) {
			t.Fatalf("bit %d flipped: %v", bit, err)
		}
	}
}

// A header may be wrong although its checksum is right.
func TestParseFrameRefuses(t *testing.T) {
	for name, change := range map[string]func(p []byte){
		"reserved byte":  func(p []byte) { p[100] = 1 },
		"body too large": func(p []byte) { binary.LittleEndian.PutUint32(p[52:], cmdlog.MaxBody+1) },
	} {
		p := cmdlog.NewFrame(example(), [32]byte{}).Encode()
		change(p[:])
		binary.LittleEndian.PutUint32(p[124:], crc32.Checksum(p[:124], crc32.MakeTable(crc32.Castagnoli)))
		if _, err := cmdlog.ParseFrame(p[:]); !errors.Is(err, cmdlog.ErrEncoding) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cmdlog.ParseFrame(make([]byte, cmdlog.HeaderSize-1)); !errors.Is(err, cmdlog.ErrEncoding) {
		t.Errorf("short: %v", err)
	}
}

func TestCheckBody(t *testing.T) {
	f := cmdlog.NewFrame(example(), [32]byte{})
	for _, body := range []string{"", "command", "commandz", "commands "} {
		if err := f.CheckBody([]byte(body)); !errors.Is(err, cmdlog.ErrEncoding) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestAdmit(t *testing.T) {
	head := cmdlog.Head{Header: cmdlog.Header{Sequence: 4, Timestamp: 100, Span: 10}}
	last := cmdlog.Head{Header: cmdlog.Header{Sequence: math.MaxUint64, Timestamp: 100}}
	for _, row := range []struct {
		name string
		head cmdlog.Head
		h    cmdlog.Header
		body int
		want error
	}{
		{"next", head, cmdlog.Header{Sequence: 5, Timestamp: 110, Span: 1}, 0, nil},
		{"largest body", head, cmdlog.Header{Sequence: 5, Timestamp: 110}, cmdlog.MaxBody, nil},
		{"last instant of time", head, cmdlog.Header{Sequence: 5, Timestamp: math.MaxInt64 - 1, Span: 1}, 0, nil},
		{"same sequence", head, cmdlog.Header{Sequence: 4, Timestamp: 110}, 0, cmdlog.ErrSequence},
		{"a gap", head, cmdlog.Header{Sequence: 6, Timestamp: 110}, 0, cmdlog.ErrSequence},
		{"inside the head's span", head, cmdlog.Header{Sequence: 5, Timestamp: 109}, 0, cmdlog.ErrSequence},
		{"end beyond time", head, cmdlog.Header{Sequence: 5, Timestamp: math.MaxInt64, Span: 1}, 0, cmdlog.ErrSequence},
		{"no sequence left", last, cmdlog.Header{Timestamp: 110}, 0, cmdlog.ErrSequence},
		{"body too large", head, cmdlog.Header{Sequence: 5, Timestamp: 110}, cmdlog.MaxBody + 1, cmdlog.ErrTooLarge},
	} {
		err := row.head.Admit(cmdlog.Block{Header: row.h, Body: make([]byte, row.body)})
		if !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", row.name, err, row.want)
		}
	}
}

func FuzzParseFrame(f *testing.F) {
	p := cmdlog.NewFrame(example(), [32]byte{9}).Encode()
	f.Add(p[:])
	p = cmdlog.Frame{}.Encode()
	f.Add(p[:])
	f.Add(p[:50])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, p []byte) {
		frame, err := cmdlog.ParseFrame(p)
		if err != nil {
			return
		}
		if q := frame.Encode(); string(q[:]) != string(p[:cmdlog.HeaderSize]) {
			t.Fatalf("%x parses and encodes to %x", p, q)
		}
	})
}
