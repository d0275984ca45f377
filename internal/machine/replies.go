package machine

import (
	"encoding/binary"
	"strconv"
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
//
// Replies of one day of business time are a generation: records, and an index of
// them. When a day begins, all but the one before have expired, reply by reply,
// and are dropped whole. So at most two are kept, whatever was ever answered.
type Replies struct {
	store *store.Store
	days  *store.Table // keys: the days of the generations that are kept
	live  []generation // newest first
}

// generation is the replies of a day, counted in ReplyLife since the epoch.
type generation struct {
	day     int64
	records *store.Records
	byKey   *store.Index
}

// OpenReplies finds the replies in the store.
func OpenReplies(s *store.Store) *Replies {
	r := &Replies{store: s, days: s.Table("replies_days")}
	r.days.Scan(func(key, _ []byte) bool {
		g := r.open(int64(binary.BigEndian.Uint64(key)))
		g.records.Scan(g.byKey.Covered(), func(pos, _ uint64, b []byte) bool {
			g.byKey.Put([16]byte(b[:16]), pos)
			return true
		})
		return true
	})
	return r
}

// open opens a generation, which is the newest.
func (r *Replies) open(day int64) generation {
	name := "replies_" + strconv.FormatUint(uint64(day), 10)
	g := generation{day: day, records: r.store.Records(name), byKey: r.store.Index(name + "_key")}
	r.live = append([]generation{g}, r.live...)
	return g
}

// at returns the generation that remembers at business time now. If it is a new
// one, those go whose last reply has expired.
func (r *Replies) at(now int64) generation {
	day := now / ReplyLife
	if len(r.live) > 0 && day <= r.live[0].day {
		return r.live[0]
	}
	kept := r.live[:0]
	for _, g := range r.live {
		if g.day >= day-1 {
			kept = append(kept, g)
			continue
		}
		g.records.Drop()
		g.byKey.Drop()
		r.days.Delete(dayKey(g.day))
	}
	r.live = kept
	r.days.Set(dayKey(day), nil)
	return r.open(day)
}

func dayKey(day int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(day)) }

// replyHeader is the size of a record's fixed part: key, fingerprint, expiry,
// kind, length of the code.
const replyHeader = 16 + 16 + 8 + 1 + 1

// Find returns the reply remembered for the command's key at business time now.
func (r *Replies) Find(c *Command, now int64) (Reply, bool) {
	if c.Key == [16]byte{} {
		return Reply{}, false
	}
	b, ok := r.find(c.Key)
	if !ok || now >= int64(binary.LittleEndian.Uint64(b[32:])) {
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

// find returns the record of the key's last reply.
func (r *Replies) find(key [16]byte) ([]byte, bool) {
	for _, g := range r.live {
		if pos, ok := g.byKey.Get(key); ok {
			return g.records.Read(pos), true
		}
	}
	return nil, false
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
	g := r.at(now)
	g.byKey.Put(c.Key, g.records.Append(b))
	return b
}
