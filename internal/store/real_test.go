package store_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/candorpay/candor/internal/store"
)

// TestRealDisk writes chunks of the real size to a real folder, with checkpoints
// that cut them in odd places, and reads everything back after each reopening.
func TestRealDisk(t *testing.T) {
	dir := t.TempDir()
	const rounds, perRound, width = 4, 60_001, 136 // a row goes over pages
	var last [32]byte
	for round := range uint64(rounds) {
		s, err := store.Open(dir, 1)
		if err != nil {
			t.Fatal(err)
		}
		rows := s.Rows("rows", width)
		if s.Applied() != round || rows.Len() != round*perRound {
			t.Fatalf("round %d: applied %d, %d rows", round, s.Applied(), rows.Len())
		}
		if h, err := s.Hash(); err != nil || round > 0 && h != last {
			t.Fatalf("round %d: hash %x %v, before closing %x", round, h, err, last)
		}
		var row [width]byte
		for pos := range rows.Len() {
			rows.Read(pos, row[:])
			if a, b := binary.LittleEndian.Uint64(row[:]), binary.LittleEndian.Uint64(row[width-8:]); a != pos || b != ^pos {
				t.Fatalf("row %d is %d, %d", pos, a, ^b)
			}
		}
		for range perRound {
			binary.LittleEndian.PutUint64(row[:], rows.Len())
			binary.LittleEndian.PutUint64(row[width-8:], ^rows.Len())
			rows.Append(row[:])
			if rows.Len()%23_456 == 0 {
				if err := s.Checkpoint(round, store.Origin{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if last, err = s.Hash(); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Checkpoint(round+1, store.Origin{}), s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
