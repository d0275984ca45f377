// Package cmdlog is the ordered, durable sequence of blocks of commands from
// which every state is derived. It moves bytes and never sees a domain type.
//
// What it promises: a block whose Append returned nil is on stable storage and
// is read back, unchanged and in its place, after any crash. A block whose
// Append failed is either wholly there or wholly absent after a restart, never
// in part. Nobody appends behind another writer's back: an append names the
// sequence that it expects to be next.
//
// Vocabulary: a block is the unit of the log, numbered from 1 without gaps. Its
// body holds whole commands. The head is the last block. The hash chain links
// each block to all before it: Hash(k) = SHA-256(Hash(k-1) || header || body),
// Hash(0) = 32 zero bytes, where header is the 128 bytes of Frame.Encode.
//
//	head := l.Head()
//	err := l.Append(cmdlog.Block{Header: cmdlog.Header{
//		Sequence: head.Sequence + 1, Timestamp: head.End(), Span: span, Count: n,
//	}, Body: commands})
package cmdlog

import (
	"errors"
	"iter"
)

// MaxBody is the largest body of a block in bytes. With a header, a block fits
// in 1 MiB plus one page; the largest command, 8,190 ledger events of 128
// bytes, fits in one block.
const MaxBody = 1<<20 + 4096 - HeaderSize

// HeaderSize is the number of bytes that an encoded header takes.
const HeaderSize = 128

// Errors of a Log. They are matched with errors.Is.
var (
	// ErrSequence: the block does not follow the head; another writer was here,
	// or this one is behind. Nothing was written.
	ErrSequence = errors.New("cmdlog: block does not follow the head")
	// ErrTooLarge: the body exceeds MaxBody. Nothing was written.
	ErrTooLarge = errors.New("cmdlog: block too large")
	// ErrFailed: an earlier write or sync failed. The log takes no more blocks
	// until it is opened anew: a failed sync is never retried, because the
	// kernel may have dropped the dirty pages and would report success.
	ErrFailed = errors.New("cmdlog: log failed earlier; reopen it")
	// ErrLocked: another process has the log open for writing.
	ErrLocked = errors.New("cmdlog: another process is writing this log")
	// ErrCorrupt: a block is damaged and a valid one stands behind it, so the
	// damage is not a torn tail. The log must be restored from a copy.
	ErrCorrupt = errors.New("cmdlog: log is corrupt")
	// ErrTruncated: the sequence asked for has been dropped by Truncate.
	ErrTruncated = errors.New("cmdlog: block was truncated")
)

// Header is a block's header. Times are in nanoseconds.
type Header struct {
	Sequence  uint64 // 1, 2, 3, ... without gaps
	Timestamp int64  // business time of the block's first instant, strictly increasing
	Span      uint32 // the block owns [Timestamp, Timestamp+Span); the next Timestamp is not inside
	Count     uint32 // commands in the body
	Wall      int64  // wall time when the block was closed, since the Unix epoch
	Mono      int64  // monotonic time of the writing process when the block was closed
	Version   uint32 // version of the machine that must apply it
}

// End returns the first instant after the block.
func (h Header) End() int64 { return h.Timestamp + int64(h.Span) }

// Block is a header and the commands' bytes.
type Block struct {
	Header
	Body []byte
	Hash [32]byte // Hash(Sequence), as Read found it; Append makes its own
}

// Head describes the last block of a log; all zero when it is empty.
type Head struct {
	Header
	Hash [32]byte // Hash(Sequence)
}

// Log is an ordered sequence of durable blocks with one writer. Append,
// Truncate and Close are called from one goroutine at a time; Read and Head may
// be called beside them from any.
type Log interface {
	// Append makes the block durable and returns. The block's Sequence must be
	// Head().Sequence+1 and its Timestamp not before Head().End(), else
	// ErrSequence. After any other failure the log is failed: every later Append
	// returns an error that matches ErrFailed. The log does not keep b.Body.
	Append(b Block) error

	// Read yields the blocks from sequence from (1 when zero) to the head as it
	// was at the call, in order. Bodies are valid until the next iteration. It
	// checks every checksum and the chain; after an error nothing follows.
	Read(from uint64) iter.Seq2[Block, error]

	// Head returns the last durable block's header and hash.
	Head() Head

	// Truncate drops blocks with a sequence below before, as far as whole
	// segments allow, for good. The head is never dropped.
	Truncate(before uint64) error

	// Close releases the log. It does not make anything durable that was not.
	Close() error
}
