// Package machine turns an ordered log of commands into state and answers.
//
// What it promises: a command is answered only when the block that holds it is
// durable and applied; commands apply in the log's order, one at a time; the
// same log gives the same state, byte for byte. A Machine has no clock,
// randomness, network or goroutine of its own: everything that decides an
// outcome is in the command or in the header of its block.
//
// Vocabulary: a command is an input; a result is what the machine answered; a
// tick is an empty block, appended when something fell due and nothing came.
package machine

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
)

// Kind says which operation a command asks for. Each machine numbers its own;
// the numbers are on disk: never reorder or reuse.
type Kind uint16

// Role is the kind of principal that sent a command. Numbers are on disk.
type Role uint8

// Roles of principals.
const (
	RoleSystem   Role = 0 // Candor itself: replay, scheduled work
	RoleOperator Role = 1
	RoleMerchant Role = 2
	RoleCustomer Role = 3
	RoleStaff    Role = 4
	RoleService  Role = 5
)

// Caller is the principal on whose behalf a command runs.
type Caller struct {
	Role Role
	ID   [16]byte // merchant or customer id; an operator's or service's key; a member's number; zero for the system
}

// Command is an input to a machine, complete: with the header of its block it
// decides its own outcome.
type Command struct {
	Kind   Kind
	ID     [16]byte // unique, chosen by the sender; ids of new objects derive from it
	Caller Caller
	// Key identifies the request for idempotency: a hash of caller, operation
	// and the client's key. Zero: the operation's own ids protect it.
	Key [16]byte
	// Fingerprint is a hash of the request's body; one Key with two
	// fingerprints is refused.
	Fingerprint [16]byte
	// Events is how many timestamps the command takes, at least 1.
	Events uint32
	Body   []byte
	// Prepared is what a Preparer made of the rest, nil when none did.
	Prepared any
}

// Result is what a machine answered to one command.
type Result struct {
	Refusal  errkind.Refusal // zero: accepted
	Replayed bool            // an earlier result, given again for its Key
	Value    any             // the reply; the machine says of what type, by kind
	At       int64           // business time of the command, ns, where the machine tells it; else 0
}

// Machine is deterministic state under a sequence of blocks. Apply and
// Checkpoint are called from one goroutine; while they run nothing reads.
type Machine interface {
	// Apply applies one block: first what fell due before its timestamp, then
	// the commands in order, writing the result of commands[i] to results[i].
	// Command k's timestamps start at FirstTimestamp plus the Events of those
	// before it. It panics with a store fault when its state cannot be read.
	Apply(h cmdlog.Header, commands []Command, results []Result)

	// Applied returns the sequence of the last block in the state.
	Applied() uint64

	// NextDue returns the business time at which the earliest scheduled work
	// falls due, or math.MaxInt64.
	NextDue() int64

	// DueDone returns how many things that were due the last block did: transfers,
	// and what else changed without one.
	DueDone() int

	// Checkpoint makes the state durable as of Applied, together with origin: the
	// log's Hash(Applied). It may return before that is so; replay starts after
	// the last checkpoint that is.
	Checkpoint(origin [32]byte) error

	// Origin returns what came with the checkpoint at which the state was opened,
	// zero when there was none.
	Origin() [32]byte
}

// Preparer is a Machine that can do a part of a command's work before its turn,
// beside whatever else it does: decode the body. It reads no state, and says
// nothing that the command itself does not say.
type Preparer interface {
	// Prepare sets the command's Prepared.
	Prepare(c *Command)
}

// DueSpan is how many timestamps at the start of every block belong to work
// that falls due: 10,000 items of four transfers, fewer of larger ones.
const DueSpan = 40_000

// DueMax is how many due items one block does.
const DueMax = 10_000

// FirstTimestamp returns the timestamp of the first command's first event.
func FirstTimestamp(h cmdlog.Header) int64 { return h.Timestamp + DueSpan }

// commandHeader is the size of a command's fixed part.
const commandHeader = 4 + 2 + 2 + 16 + 16 + 16 + 16 + 4

// ErrCommand says that bytes are not an encoded command.
var ErrCommand = errors.New("machine: malformed command")

// Size returns the number of bytes that Append adds.
func (c *Command) Size() int { return commandHeader + len(c.Body) }

// Append appends the command's encoding to b: little-endian, length first.
func (c *Command) Append(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint32(b, uint32(commandHeader+len(c.Body)))
	b = le.AppendUint16(b, uint16(c.Kind))
	b = append(b, byte(c.Caller.Role), 0)
	b = append(b, c.ID[:]...)
	b = append(b, c.Caller.ID[:]...)
	b = append(b, c.Key[:]...)
	b = append(b, c.Fingerprint[:]...)
	b = le.AppendUint32(b, c.Events)
	return append(b, c.Body...)
}

// ParseCommand reads one command from the front of b and returns what follows
// it. The command's Body aliases b.
func ParseCommand(b []byte) (Command, []byte, error) {
	le := binary.LittleEndian
	if len(b) < commandHeader {
		return Command{}, nil, fmt.Errorf("%w: %d bytes left", ErrCommand, len(b))
	}
	size := int(le.Uint32(b))
	if size < commandHeader || size > len(b) {
		return Command{}, nil, fmt.Errorf("%w: size %d of %d bytes", ErrCommand, size, len(b))
	}
	if b[7] != 0 {
		return Command{}, nil, fmt.Errorf("%w: reserved byte %d", ErrCommand, b[7])
	}
	c := Command{Kind: Kind(le.Uint16(b[4:])), Events: le.Uint32(b[72:]), Body: b[commandHeader:size:size]}
	c.Caller.Role = Role(b[6])
	copy(c.ID[:], b[8:])
	copy(c.Caller.ID[:], b[24:])
	copy(c.Key[:], b[40:])
	copy(c.Fingerprint[:], b[56:])
	if c.Events == 0 {
		return Command{}, nil, fmt.Errorf("%w: no events", ErrCommand)
	}
	return c, b[size:], nil
}

// Commands reads all the commands of a block's body.
func Commands(h cmdlog.Header, body []byte, into []Command) ([]Command, error) {
	for range h.Count {
		c, rest, err := ParseCommand(body)
		if err != nil {
			return into, fmt.Errorf("block %d: %w", h.Sequence, err)
		}
		into, body = append(into, c), rest
	}
	if len(body) != 0 {
		return into, fmt.Errorf("block %d: %w: %d bytes after the last", h.Sequence, ErrCommand, len(body))
	}
	return into, nil
}
