package alipay

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Limits of what is read from outside.
const (
	bodyMax    = 256 << 10 // bytes of a request's body: of content percent-encoded, and files
	bodyFree   = 16 << 10  // bytes of each body that there is always room for
	bodiesMax  = 64 << 20  // bytes beyond them of all bodies whose requests are under way
	bizMax     = 64 << 10  // bytes of business content, on the wire and decrypted
	valueMax   = 4 << 10   // bytes of any other parameter's value
	nameMax    = 64        // bytes of a parameter's name
	paramsMax  = 64        // parameters of a request
	methodMax  = 128       // bytes of a method's name
	appIDMax   = 32        // bytes of an app's id
	authMax    = 4 << 10   // bytes of an Authorization header
	nonceMax   = 128       // bytes of a nonce
	urlMax     = 1024      // bytes of a notify or return URL
	bucketsMax = 10_000    // apps whose rates are remembered at once, twice over
	keysMax    = 10_000    // apps whose parsed keys are kept
	noncesApps = 16        // apps that may all send v3 requests at their rate
)

// Times that a request may be off.
const (
	// skewMax is how far a v1 timestamp may lie from wall time, in UTC+8 or in
	// UTC: several SDKs write their machine's local time.
	skewMax = 10 * time.Minute
	// skew3Max is the same for v3, whose timestamps have no zone. A request can
	// thus be valid for nonceLife, during which its nonce is known.
	skew3Max  = 5 * time.Minute
	nonceLife = 10 * time.Minute
)

// rateDefault is how many requests a second one app may send; twice as many may
// come in one burst.
const rateDefault = 5000

// buckets holds a token bucket for each app that called of late. They are kept
// in two generations of at most bucketsMax; when the younger is full the older
// one is forgotten, and an app in it starts with a full bucket.
type buckets struct {
	perSecond int

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

func newBuckets(perSecond int) *buckets {
	return &buckets{perSecond: perSecond, young: map[string]*rate.Limiter{}}
}

// take reports whether the app may send a request now, and counts it.
func (b *buckets) take(app string, now time.Time) bool {
	b.mu.Lock()
	bucket, ok := b.young[app]
	if !ok {
		if bucket, ok = b.old[app]; !ok {
			bucket = rate.NewLimiter(rate.Limit(b.perSecond), 2*b.perSecond)
		}
		if len(b.young) >= bucketsMax {
			b.young, b.old = map[string]*rate.Limiter{}, b.young
		}
		b.young[app] = bucket
	}
	b.mu.Unlock()
	return bucket.AllowN(now, 1)
}

// load counts the bytes of bodies that were read for requests under way: large
// bodies on many connections would else take all memory. The first bodyFree of
// each do not count, as who sent it is known only when all of it was read: who
// fills the room with junk keeps out large bodies, and no ordinary request.
type load struct{ bytes atomic.Int64 }

// errCrowded says that bodies take up all the room there is for them.
var errCrowded = errors.New("too many bytes of requests are under way")

// metered is a body whose bytes count while its request is under way. They count
// as they come: who only announces many keeps nobody out.
type metered struct {
	io.ReadCloser
	load  *load
	read  int64 // bytes in all
	taken int64 // of them, those that count
}

// Read reads what there is room for.
func (m *metered) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.read += int64(n)
	counts := max(m.read-bodyFree, 0) - m.taken
	m.taken += counts
	if m.load.bytes.Add(counts) > bodiesMax && counts > 0 {
		return 0, errCrowded
	}
	return n, err
}

// leave gives back the room.
func (m *metered) leave() { m.load.bytes.Add(-m.taken) }
