package disclosure_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// sample is a row in which every field differs from every other.
func sample() disclosure.Row {
	return disclosure.Row{
		Time: 0x0102030405060708, Path: 0x11121314, Customer: 0x21222324, Fields: 0x31323334, Version: 0x41424344,
		Level: disclosure.Clear, Outcome: disclosure.RefusedCase, Purpose: disclosure.ForHerself, Role: 0x51,
		Case: 0x61626364, Approval: 0x71727374, Policy: 0x81828384, Session: 0x9192939495969798,
		NC: 0xa1a2a3a4, MA: 0xb1b2b3b4, PrevCustomer: 0xc3c4c5c6c7c8, PrevPath: 0xd3d4d5d6d7d8,
		Hash: [32]byte{0: 0xe1, 31: 0xe2},
	}
}

// Ledgers are read for years: the layout is for ever.
func TestRowLayout(t *testing.T) {
	const want = "0807060504030201" + "14131211" + "24232221" + "34333231" + "44434241" + "03050751" +
		"64636261" + "74737271" + "84838281" + "9897969594939291" + "a4a3a2a1" + "b4b3b2b1" + "c8c7c6c5c4c3" + "d8d7d6d5d4d3" +
		"e1000000000000000000000000000000000000000000000000000000000000e2"
	row := sample()
	b := row.Append([]byte{0xff})
	if got := hex.EncodeToString(b[1:]); got != want || b[0] != 0xff || len(b) != 1+disclosure.RowSize {
		t.Errorf("a row is\n%s, want\n%s", got, want)
	}
	if diff := cmp.Diff(row, disclosure.ParseRow(b[1:])); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func FuzzRow(f *testing.F) {
	row := sample()
	f.Add(row.Append(nil))
	f.Add(make([]byte, disclosure.RowSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < disclosure.RowSize {
			return
		}
		row := disclosure.ParseRow(b)
		if diff := cmp.Diff(b[:disclosure.RowSize], row.Append(nil)); diff != "" {
			t.Fatalf("written again (-want +got):\n%s", diff)
		}
		previous := [32]byte{1}
		row.Link(previous)
		if !row.Links(previous) || row.Links([32]byte{2}) {
			t.Fatal("a row links to another than it was put behind")
		}
	})
}

func TestLinkHashesEverythingBeforeTheHash(t *testing.T) {
	previous := sha256.Sum256([]byte("the row before"))
	row := sample()
	row.Link(previous)
	b := row.Append(nil)
	if want := sha256.Sum256(append(previous[:], b[:disclosure.RowSize-32]...)); row.Hash != want {
		t.Fatalf("the hash is %x, want SHA-256 of the previous one and of the first 68 bytes, %x", row.Hash, want)
	}
	for i := range b {
		b[i] ^= 0x10
		if changed := disclosure.ParseRow(b); changed.Links(previous) {
			t.Errorf("byte %d was changed and nobody sees it", i)
		}
		b[i] ^= 0x10
	}
	previous[31]++
	if row.Links(previous) {
		t.Error("a row links to a row before that was changed")
	}
}

// A row put in between, left out or in another place breaks the chain.
func TestChain(t *testing.T) {
	rows := make([]disclosure.Row, 5)
	var head [32]byte
	for i := range rows {
		rows[i] = disclosure.Row{Time: int64(i), Customer: customer.Ordinal(i)}
		rows[i].Link(head)
		head = rows[i].Hash
	}
	whole := func(rows []disclosure.Row) bool {
		var head [32]byte
		for _, r := range rows {
			if !r.Links(head) {
				return false
			}
			head = r.Hash
		}
		return true
	}
	for _, tc := range []struct {
		story string
		order []int
		want  bool
	}{
		{"as written", []int{0, 1, 2, 3, 4}, true},
		{"the end cut off, which only an anchor tells", []int{0, 1, 2}, true},
		{"the first left out", []int{1, 2, 3, 4}, false},
		{"one left out", []int{0, 1, 3, 4}, false},
		{"two changed about", []int{0, 2, 1, 3, 4}, false},
		{"one twice", []int{0, 1, 1, 2, 3, 4}, false},
	} {
		var chain []disclosure.Row
		for _, i := range tc.order {
			chain = append(chain, rows[i])
		}
		if got := whole(chain); got != tc.want {
			t.Errorf("%s: whole %t, want %t", tc.story, got, tc.want)
		}
	}
}

func TestRowsCostNoMemory(t *testing.T) {
	row, room := sample(), make([]byte, 0, disclosure.RowSize)
	for name, work := range map[string]func(){
		"Append":   func() { room = row.Append(room[:0]) },
		"ParseRow": func() { row = disclosure.ParseRow(room[:disclosure.RowSize]) },
		"Link":     func() { row.Link(row.Hash) },
	} {
		if n := testing.AllocsPerRun(100, work); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkRow(b *testing.B) {
	row, room := sample(), make([]byte, 0, disclosure.RowSize)
	b.Run("append", func(b *testing.B) {
		for b.Loop() {
			room = row.Append(room[:0])
		}
	})
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			row = disclosure.ParseRow(room[:disclosure.RowSize])
		}
	})
	b.Run("link", func(b *testing.B) {
		for b.Loop() {
			row.Link(row.Hash)
		}
	})
}
