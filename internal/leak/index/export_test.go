package index

import (
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/candorpay/candor/internal/leak"
)

// Small are what a test makes of a tuning.
type Small struct {
	Seal, Batch, Fan, MonthMin, YearMin, SummaryMin, SparseMax int
}

// OpenSmall opens an index whose segments and thresholds are small.
func OpenSmall(dir string, l leak.Ledger, o Options, s Small) (*Index, error) {
	return open(dir, l, o, tuning{
		seal: s.Seal, batch: s.Batch, fan: s.Fan, monthMin: s.MonthMin, yearMin: s.YearMin, summaryMin: s.SummaryMin,
		sparseMax: s.SparseMax, rangeWords: chunkWords,
	})
}

// Segments are the files and the parts in memory, by the sequences that they end
// with.
func (x *Index) Segments() (ends []uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range x.segments {
		ends = append(ends, uint64(s.to))
	}
	return ends
}

// ReadSegment reads everything that a segment's bytes say, as a query and a merge
// do, and returns the number of its entries.
func ReadSegment(data []byte) (int, error) {
	s, err := newSegment(data, true)
	if err != nil {
		return 0, err
	}
	if s.entries > 1<<16 || s.most > 1<<20 {
		return 0, errFormat // it takes long to find that out
	}
	var out discard
	if err := merge(&out, usual, []*segment{s}); err != nil {
		return 0, err
	}
	count := 0
	for i := range int(s.count) {
		e, err := s.entry(i)
		if err != nil {
			return 0, err
		}
		if _, err := s.rollups(e); err != nil {
			return 0, err
		}
		blocks, err := s.blocks(nil, e, dayMin, dayMax)
		if err != nil {
			return 0, err
		}
		for _, b := range blocks {
			if b.summed {
				if _, err := s.summary(&b); err != nil {
					return 0, err
				}
			}
			count += int(b.count)
		}
	}
	return count, nil
}

// discard takes bytes and forgets them.
type discard struct{}

// Write implements io.Writer.
func (*discard) Write(p []byte) (int, error) { return len(p), nil }

// ReadSet returns the words of a set's bytes, as many as asked for.
func ReadSet(words int, b []byte) ([]uint64, bool) {
	w := make([]uint64, words)
	chunks, ok := chunksOf(b)
	for i, c := range chunks {
		if (i+1)*chunkWords > words {
			return nil, false
		}
		orChunk(w[i*chunkWords:(i+1)*chunkWords], c)
	}
	return w, ok
}

// AppendSet returns the bytes of the set whose members' bits are on.
func AppendSet(words []uint64) []byte { return appendSet(nil, words) }

// Mend makes the checksums of a segment's bytes right, where there is room for
// them, so that a reader gets to see what is wrong behind them.
func Mend(b []byte) []byte {
	b = slices.Clone(b)
	if len(b) < footSize {
		return b
	}
	end := uint64(len(b) - footSize)
	pages := binary.LittleEndian.Uint64(b[end+80:])
	if pages > end || end-pages != 4*pagesOf(pages) {
		return b
	}
	for i := range pagesOf(pages) {
		sum := crc32.Checksum(b[i*pageSize:min((i+1)*pageSize, pages)], castagnoli)
		binary.LittleEndian.PutUint32(b[pages+4*i:], sum)
	}
	sum := crc32.Update(crc32.Checksum(b[pages:end], castagnoli), castagnoli, b[end:len(b)-4])
	binary.LittleEndian.PutUint32(b[len(b)-4:], sum)
	return b
}
