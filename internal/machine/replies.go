package machine

import (
	"encoding/binary"
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/store"
)

// ReplyLife is how long a reply is kept for its key, in business time.
const ReplyLife = int64(24 * time.Hour)

// RefusedKeyReuse answers a key that comes again with another body.
var RefusedKeyReuse = errkind.Refusal{Kind: errkind.Invalid, Code: "idempotency_key_reuse"}

// Reply is what is stored of a result.
type Reply struct {
	Refusal errkind.Refusal
	Body    []byte // what the machine needs to make the result's value again
}

// Replies remembers what was answered under each idempotency key, in the same
// commit as what the command did. A refusal is remembered like a success, so a
// retry never turns a reported failure into a success.
type Replies struct {
	records *store.Records
	byKey   *store.Index
}

// OpenReplies finds the replies in the store.
func OpenReplies(s *store.Store) *Replies {
	r := &Replies{records: s.Records("replies"), byKey: s.Index("replies_key")}
	r.records.Scan(r.byKey.Covered(), func(pos, _ uint64, b []byte) bool {
		r.byKey.Put([16]byte(b[:16]), pos)
		return true
	})
	return r
}

// replyHeader is the size of a record's fixed part: key, fingerprint, expiry,
// kind, length of the code.
const replyHeader = 16 + 16 + 8 + 1 + 1

// Find returns the reply remembered for the command's key at business time now.
func (r *Replies) Find(c *Command, now int64) (Reply, bool) {
	if c.Key == [16]byte{} {
		return Reply{}, false
	}
	pos, ok := r.byKey.Get(c.Key)
	if !ok {
		return Reply{}, false
	}
	b := r.records.Read(pos)
	if now >= int64(binary.LittleEndian.Uint64(b[32:])) {
		return Reply{}, false
	}
	if [16]byte(b[16:32]) != c.Fingerprint {
		return Reply{Refusal: RefusedKeyReuse}, true
	}
	n := replyHeader + int(b[41])
	return Reply{
		Refusal: errkind.Refusal{Kind: errkind.Kind(b[40]), Code: string(b[replyHeader:n])},
		Body:    b[n:],
	}, true
}

// Remember keeps the reply for the command's key until now plus ReplyLife. It
// returns scratch, grown.
func (r *Replies) Remember(c *Command, now int64, reply Reply, scratch []byte) []byte {
	b := append(scratch[:0], c.Key[:]...)
	b = append(b, c.Fingerprint[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(now+ReplyLife))
	b = append(b, byte(reply.Refusal.Kind), byte(len(reply.Refusal.Code)))
	b = append(b, reply.Refusal.Code...)
	b = append(b, reply.Body...)
	r.byKey.Put(c.Key, r.records.Append(b))
	return b
}
