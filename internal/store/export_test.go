package store

import "github.com/cockroachdb/pebble/v2/vfs"

// Sizes are a store's sizes, small enough for a test to go over every border.
type Sizes struct {
	ChunkBytes, ChunksPerFile, ChunksKept, TableEntries, CacheBytes int
}

// Small are sizes at which a few hundred writes go over every border.
var Small = Sizes{ChunkBytes: 256, ChunksPerFile: 3, ChunksKept: 2, TableEntries: 8, CacheBytes: 1 << 10}

// OpenOn opens a store on another file system and with other sizes.
func OpenOn(fs vfs.FS, dir string, z Sizes) (*Store, error) {
	return open(dir, options{
		fs: fs, chunkBytes: z.ChunkBytes, chunksPerFile: z.ChunksPerFile,
		chunksKept: z.ChunksKept, tableEntries: z.TableEntries, cacheBytes: z.CacheBytes,
	})
}

// Runs returns how many runs the index has and how many tables wait to become
// one.
func (x *Index) Runs() (runs, frozen int) {
	v := x.view.Load()
	return len(v.runs), len(v.frozen)
}

// Levels returns the level of each run, newest first.
func (x *Index) Levels() (levels []uint64) {
	for _, r := range x.view.Load().runs {
		levels = append(levels, r.level)
	}
	return levels
}

// FormatVersion is the version of what a store writes.
const FormatVersion = formatVersion

// BucketBits is how much due time a bucket spans.
const BucketBits = bucketBits

// Parsers of what is on disk, for fuzzing.
func ParseMark(b []byte) error            { _, err := parseMark(b); return err }
func ParseManifest(b []byte) error        { _, err := parseManifest(b); return err }
func ParseTimers(b []byte) error          { _, _, _, err := parseTimers(b); return err }
func ParseEnd(b []byte) error             { _, err := parseEnd(b, 1); return err }
func ParseFooter(b []byte, n int64) error { _, err := parseFooter(b, n); return err }
