package store_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/candorpay/candor/internal/store"
)

// openReal opens a store of real sizes on the disk.
func openReal(b *testing.B) *store.Store {
	b.Helper()
	s, err := store.Open(b.TempDir(), 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

func BenchmarkRowsAppend(b *testing.B) {
	rows := openReal(b).Rows("rows", 128)
	var row [128]byte
	b.SetBytes(128)
	for i := 0; b.Loop(); i++ {
		binary.LittleEndian.PutUint64(row[:], uint64(i))
		rows.Append(row[:])
	}
}

func BenchmarkRowsRead(b *testing.B) {
	rows := openReal(b).Rows("rows", 128)
	var row [128]byte
	for i := range 1 << 20 {
		binary.LittleEndian.PutUint64(row[:], uint64(i))
		rows.Append(row[:])
	}
	for b.Loop() {
		rows.Read(rand.Uint64N(1<<20), row[:])
	}
}

// BenchmarkIndex looks every id up before it puts it, as a ledger does.
func BenchmarkIndex(b *testing.B) {
	for name, id := range map[string]func(i int) [16]byte{
		"increasing": func(i int) (k [16]byte) {
			binary.BigEndian.PutUint64(k[:], 0x0190_0000_0000_0000+uint64(i>>13))
			binary.BigEndian.PutUint64(k[8:], uint64(i))
			return k
		},
		"random": func(i int) (k [16]byte) {
			binary.BigEndian.PutUint64(k[:], rand.Uint64())
			binary.BigEndian.PutUint64(k[8:], rand.Uint64())
			return k
		},
	} {
		b.Run(name, func(b *testing.B) {
			x := openReal(b).Index("by_id")
			for i := 0; b.Loop(); i++ {
				k := id(i)
				if _, ok := x.Get(k); ok {
					b.Fatal("found an id that was never put")
				}
				x.Put(k, uint64(i))
			}
		})
	}
}

func BenchmarkTimersAdd(b *testing.B) {
	t := openReal(b).Timers("timers")
	for i := 0; b.Loop(); i++ {
		t.Add(int64(i)*1000+int64(rand.Uint64N(30*86400))*1e9, uint64(i))
	}
}

func BenchmarkTableSet(b *testing.B) {
	t := openReal(b).Table("table")
	value := make([]byte, 128)
	var k [16]byte
	for b.Loop() {
		binary.BigEndian.PutUint64(k[:], rand.Uint64N(1<<17))
		t.Set(k[:], value)
	}
}

// BenchmarkTransfer does what a ledger does for a transfer: look its id up,
// append its row, put its id; with a checkpoint every 64 MiB unless one is
// under way.
func BenchmarkTransfer(b *testing.B) {
	s := openReal(b)
	rows, x := s.Rows("rows", 128), s.Index("by_id")
	var row [128]byte
	asked := uint64(0)
	for i := uint64(1); b.Loop(); i++ {
		binary.BigEndian.PutUint64(row[:], 0x0190_0000_0000_0000+i>>13)
		binary.BigEndian.PutUint64(row[8:], i)
		if _, ok := x.Get([16]byte(row[:16])); ok {
			b.Fatal("found an id that was never put")
		}
		x.Put([16]byte(row[:16]), rows.Append(row[:]))
		if i%(1<<19) == 0 && s.Flushed() == asked {
			asked = i
			if err := s.Checkpoint(i, store.Origin{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
