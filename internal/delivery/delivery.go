// Package delivery is what is owed to a merchant's server about an event: that
// it be told, and each attempt to do so.
//
// What it promises: an attempt counts once, however often it is reported; a
// delivery that was acknowledged is not tried again unless somebody asks; the
// same event owes the same endpoint one delivery, whose id follows from the two.
// Nothing here sends anything or knows an address in the clear.
//
// Vocabulary: an endpoint is a server of the merchant's that wants to hear of
// events, with its address sealed; a notice is a delivery without an endpoint,
// to the address that a trade's own note names; an attempt is one request that
// was sent, or could not be; exhausted is a delivery with no attempts left.
//
//	d := delivery.Make(delivery.About{Event: position, Merchant: shop, Object: trade, At: now}, endpoint)
//	next, changed, r := d.Report(delivery.Report{Delivery: d.ID, Number: 1, Status: 200, Outcome: delivery.Acknowledged}, by, now)
package delivery

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/candorpay/candor/internal/ledger"
)

// Limits of endpoints.
const (
	EndpointsMax = 16      // of a merchant
	SealedMax    = 4 << 10 // bytes of an endpoint's sealed part
	TypesMax     = 64      // event types that an endpoint chooses
	TypeMax      = 32      // bytes of an event's type
	ReplayMax    = 1000    // events of one Replay
)

// Scheme says how an endpoint's requests are signed. Numbers are on disk.
type Scheme uint8

// Schemes of Standard Webhooks signatures.
const (
	HMAC    Scheme = 1 // v1: HMAC-SHA256 under a shared secret
	Ed25519 Scheme = 2 // v1a: the endpoint's own key, whose public half the merchant has
)

// Endpoint is a merchant's server that is told of its events. Times are business
// time in ns.
type Endpoint struct {
	_         struct{} `cbor:",toarray"`
	ID        ledger.ID
	Merchant  ledger.ID
	Scheme    Scheme
	Sealed    []byte   // address and secret, under the merchant's own key
	Types     []string // of the events that it wants; none: all
	Enabled   bool
	Dropped   bool // for good; nothing is sealed any more
	CreatedAt int64
	Version   uint32 // changes so far
}

// SetEndpoint makes an endpoint, or replaces what an old one says.
type SetEndpoint struct {
	_        struct{}  `cbor:",toarray"`
	ID       ledger.ID // zero: a new one, whose id is the command's
	Merchant ledger.ID
	Scheme   Scheme
	Sealed   []byte
	Types    []string
	Enabled  bool
	Version  uint32 // of what it replaces; 0 of a new one
}

// DropEndpoint ends an endpoint for good. What it is still owed ends exhausted.
type DropEndpoint struct {
	_  struct{} `cbor:",toarray"`
	ID ledger.ID
}

// Replay owes an endpoint its merchant's events behind a cursor once more: those
// that it was never owed, and those that it was, under their old ids.
type Replay struct {
	_        struct{} `cbor:",toarray"`
	Endpoint ledger.ID
	After    uint64 // the position of the last event seen; all ones: from the first
	Limit    uint16 // events, 1 to ReplayMax
}

// Replayed is what a Replay did.
type Replayed struct {
	_     struct{} `cbor:",toarray"`
	Count uint16   // deliveries that are due again
	Seen  uint16   // events looked at; fewer than the limit: there are no more
	Next  uint64   // the cursor to go on from
}

// State is where a delivery stands. Numbers are on disk.
type State uint8

// States of a delivery.
const (
	Pending   State = 1 // to be tried at NextAt
	Delivered State = 2 // acknowledged
	Exhausted State = 3 // given up, until an operator asks for one more
)

// Delivery is what is owed about one event. Times are business time in ns.
type Delivery struct {
	_         struct{}  `cbor:",toarray"`
	ID        ledger.ID // see Make and MakeNotice
	Event     uint64    // position in the outbox
	Merchant  ledger.ID
	Endpoint  ledger.ID // zero: a notice
	Object    ledger.ID // that the event is about
	State     State
	Again     State  // while an attempt that was asked for is owed: what it was before, else zero
	Attempts  uint16 // made so far
	NextAt    int64  // when to try next; zero: not by itself
	CreatedAt int64
	DoneAt    int64  // since when it is delivered or exhausted; zero while pending
	Version   uint32 // transitions so far
}

// Outcome is what came of an attempt. Numbers are on disk.
type Outcome uint8

// Outcomes of an attempt.
const (
	Acknowledged Outcome = 1
	Refused      Outcome = 2 // answered, and not with what acknowledges
	Unreachable  Outcome = 3 // no answer: no such host, no connection, no TLS
	TimedOut     Outcome = 4
	Forbidden    Outcome = 5 // the address is one to which nothing is sent
	Unbuildable  Outcome = 6 // there was nothing that could be sent
)

// Report says what came of an attempt.
type Report struct {
	_        struct{} `cbor:",toarray"`
	Delivery ledger.ID
	Number   uint16 // of the attempt: 1, 2, ...
	Status   uint16 // of the HTTP answer; 0: none
	Outcome  Outcome
}

// Resend asks for one more attempt at once.
type Resend struct {
	_        struct{} `cbor:",toarray"`
	Delivery ledger.ID
}

// Attempt is one attempt that was made. At is business time in ns.
type Attempt struct {
	_        struct{} `cbor:",toarray"`
	Delivery ledger.ID
	Number   uint16
	At       int64
	Status   uint16 // of the HTTP answer; 0: none
	Outcome  Outcome
}

// AttemptsMax is how many attempts a delivery has by itself.
const AttemptsMax = 8

// waits are how long after each attempt that failed the next one is made.
var waits = [AttemptsMax - 1]time.Duration{
	4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
}

// Room says how many deliveries there is room for: to whoever looks for those
// that are due.
type Room interface {
	// Each returns how many more of a merchant's there is room for. It is asked once
	// of each.
	Each(merchant ledger.ID) int
	// UnderWay reports whether an attempt at the delivery is being made, so that it
	// is passed over.
	UnderWay(id ledger.ID) bool
}

// EachOf is a Room in which nothing is under way: it has as many places as it says
// for each merchant.
type EachOf int

// Each returns the number.
func (e EachOf) Each(ledger.ID) int { return int(e) }

// UnderWay returns false.
func (EachOf) UnderWay(ledger.ID) bool { return false }

// Labels keep the ids of deliveries apart from other hashes, and from each other.
const (
	idLabel     = "candor delivery 1\x00"
	noticeLabel = "candor notice 1\x00"
)

// IDOf returns the id of what an event owes an endpoint: the first 16 bytes of
// SHA-256 over a label, the event's position and the endpoint.
func IDOf(event uint64, endpoint ledger.ID) ledger.ID { return hashed(idLabel, event, endpoint) }

// noticeID returns the id of the notice of an event: of its position, the command
// that caused it, and the time. It is no secret, since statements show as much. As
// anybody may ask whether a notice exists, who tells the id encrypts it.
func noticeID(event uint64, cause ledger.ID, at int64) ledger.ID {
	return hashed(noticeLabel, event+uint64(at), cause)
}

// hashed is the first 16 bytes of SHA-256 over a label, a number as 8 bytes,
// little-endian, and an id.
func hashed(label string, n uint64, id ledger.ID) ledger.ID {
	b := make([]byte, 0, len(label)+8+len(id))
	b = append(b, label...)
	b = binary.LittleEndian.AppendUint64(b, n)
	b = append(b, id[:]...)
	sum := sha256.Sum256(b)
	return ledger.ID(sum[:16])
}
