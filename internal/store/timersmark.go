package store

import (
	"encoding/binary"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// timersMark is what a checkpoint does for timers.
type timersMark struct {
	name    string
	state   []byte
	buckets map[bucketNumber]bucket
}

func (t *Timers) cut() timersMark {
	m := timersMark{name: t.name, state: encodeTimers(t.low, t.popped, t.late), buckets: t.dirty}
	t.dirty = map[bucketNumber]bucket{}
	return m
}

// put adds the low-water, the late timers and the changed chains to the batch.
func (m *timersMark) put(b *pebble.Batch) error {
	prefix := metaKey(kindBucket, m.name)
	for n, v := range m.buckets {
		key := bucketKey(prefix, n)
		if v.head == 0 {
			if err := b.Delete(key, nil); err != nil {
				return err
			}
			continue
		}
		value := binary.LittleEndian.AppendUint64(nil, v.head)
		value = binary.LittleEndian.AppendUint64(value, uint64(v.first))
		if err := b.Set(key, value, nil); err != nil {
			return err
		}
	}
	return b.Set(metaKey(kindTimers, m.name), m.state, nil)
}

// bucketKey appends a bucket's number so that keys order as numbers do.
func bucketKey(prefix []byte, n bucketNumber) []byte {
	return binary.BigEndian.AppendUint64(prefix, uint64(n)^1<<63)
}

func bucketOf(key []byte) bucketNumber {
	return bucketNumber(binary.BigEndian.Uint64(key) ^ 1<<63)
}

// encodeTimers encodes the low-water and the late timers.
func encodeTimers(low timer, popped bool, late []timer) []byte {
	b := []byte{0}
	if popped {
		b[0] = 1
	}
	for _, tm := range append([]timer{low}, late...) {
		b = binary.LittleEndian.AppendUint64(b, uint64(tm.due))
		b = binary.LittleEndian.AppendUint64(b, tm.ref)
		b = binary.LittleEndian.AppendUint64(b, tm.row)
	}
	return b
}

func parseTimers(b []byte) (low timer, popped bool, late least[timer], err error) {
	if len(b) < 1+24 || (len(b)-1)%24 != 0 || b[0] > 1 {
		return timer{}, false, nil, fmt.Errorf("%w: timers of %d bytes", ErrCorrupt, len(b))
	}
	var all []timer
	popped = b[0] == 1
	for b = b[1:]; len(b) > 0; b = b[24:] {
		all = append(all, timer{
			due: int64(binary.LittleEndian.Uint64(b)), ref: binary.LittleEndian.Uint64(b[8:]),
			row: binary.LittleEndian.Uint64(b[16:]),
		})
	}
	late = all[1:]
	late.init()
	return all[0], popped, late, nil
}
