package audit

import (
	"encoding/binary"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/candorpay/candor/internal/cmdlog"
)

// command is an input as the log has it.
type command struct {
	kind        uint16
	role        role
	id, caller  ID
	key         ID // zero: no idempotency key
	fingerprint ID
	events      uint32 // timestamps that it may take
	body        []byte
}

// A command begins with commandHeader bytes, little-endian:
//
//	 0   4  size in bytes, all told
//	 4   2  kind
//	 6   1  role of the caller
//	 7   1  reserved, zero
//	 8  16  id
//	24  16  caller's id
//	40  16  idempotency key
//	56  16  fingerprint of the request
//	72   4  timestamps that it takes, at least 1
const commandHeader = 76

func parseCommands(b cmdlog.Block) ([]command, error) {
	commands := make([]command, 0, min(int(b.Count), len(b.Body)/commandHeader))
	rest := b.Body
	for k := range b.Count {
		c, n, ok := parseCommand(rest)
		if !ok {
			return nil, fmt.Errorf("%w: block %d: command %d is malformed", ErrBlock, b.Sequence, k+1)
		}
		commands, rest = append(commands, c), rest[n:]
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("%w: block %d: %d bytes after the last command", ErrBlock, b.Sequence, len(rest))
	}
	return commands, nil
}

func parseCommand(b []byte) (command, int, bool) {
	if len(b) < commandHeader {
		return command{}, 0, false
	}
	le := binary.LittleEndian
	size := uint64(le.Uint32(b))
	if size < commandHeader || size > uint64(len(b)) {
		return command{}, 0, false
	}
	c := command{
		kind: le.Uint16(b[4:]), role: role(b[6]), id: ID(b[8:24]), caller: ID(b[24:40]),
		key: ID(b[40:56]), fingerprint: ID(b[56:72]), events: le.Uint32(b[72:]), body: b[commandHeader:size],
	}
	return c, int(size), b[7] == 0 && c.events > 0
}

// decoding reads bodies in the general encoding, an array per command.
var decoding = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 8, MaxArrayElements: 4096,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// with returns how a command whose body is a B is carried out.
func with[B any](do func(a *Auditor, c *command, body B, at int64) string) func(*Auditor, *command, int64) string {
	return func(a *Auditor, c *command, at int64) string {
		var body B
		if decoding.Unmarshal(c.body, &body) != nil {
			return "malformed_command"
		}
		return do(a, c, body, at)
	}
}

// A ledger batch is events of eventSize bytes laid end to end, integers
// little-endian.
const (
	eventSize = 128
	batchMax  = 8190
)

// accountEvent asks for an account. Its counters are not read: they start at
// zero.
type accountEvent struct {
	id          ID
	userData128 ID
	userData64  uint64
	userData32  uint32
	ledger      uint32
	code        uint16
	flags       uint16
	timestamp   int64
}

func parseAccount(b []byte) (accountEvent, bool) {
	le := binary.LittleEndian
	reserved := le.Uint64(b[24:]) | le.Uint64(b[40:]) | le.Uint64(b[56:]) | le.Uint64(b[72:]) | uint64(le.Uint32(b[108:]))
	return accountEvent{
		id: ID(b[0:16]), userData128: ID(b[80:96]), userData64: le.Uint64(b[96:]), userData32: le.Uint32(b[104:]),
		ledger: le.Uint32(b[112:]), code: le.Uint16(b[116:]), flags: le.Uint16(b[118:]),
		timestamp: int64(le.Uint64(b[120:])),
	}, reserved == 0
}

// transferEvent asks for a transfer.
type transferEvent struct {
	id, debit, credit, pending ID
	userData128                ID
	userData64                 uint64
	amount                     uint64
	userData32                 uint32
	timeout                    uint32 // seconds
	ledger                     uint32
	code                       uint16
	flags                      uint16
	timestamp                  int64
}

func parseTransfer(b []byte) (transferEvent, bool) {
	le := binary.LittleEndian
	return transferEvent{
		id: ID(b[0:16]), debit: ID(b[16:32]), credit: ID(b[32:48]), amount: le.Uint64(b[48:]), pending: ID(b[64:80]),
		userData128: ID(b[80:96]), userData64: le.Uint64(b[96:]), userData32: le.Uint32(b[104:]),
		timeout: le.Uint32(b[108:]), ledger: le.Uint32(b[112:]), code: le.Uint16(b[116:]), flags: le.Uint16(b[118:]),
		timestamp: int64(le.Uint64(b[120:])),
	}, le.Uint64(b[56:]) == 0
}

// parseBatch reads the events of a batch.
func parseBatch[E any](body []byte, parse func([]byte) (E, bool)) ([]E, bool) {
	n := len(body) / eventSize
	if n == 0 || n > batchMax || n*eventSize != len(body) {
		return nil, false
	}
	events := make([]E, n)
	for i := range events {
		var ok bool
		if events[i], ok = parse(body[i*eventSize:]); !ok {
			return nil, false
		}
	}
	return events, true
}
