package api

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/wallet"
)

// Limits of what is read from outside.
const (
	BodyMax       = 64 << 10  // bytes of a request's body
	LedgerBodyMax = 8 << 20   // bytes of a ledger batch
	ListBodyMax   = 1 << 20   // bytes of a body that names many customers or paths, or a policy
	DumpMax       = 256 << 20 // bytes of a dump to trace
	TracesMax     = 1         // traces under way at a time
	BodiesMax     = 64 << 20  // bytes of all bodies whose requests are under way
	ItemsMax      = 64        // items of an array that has no limit of its own
	PageDefault   = 50        // items of a page, when the request does not say
	PageMax       = 200       // items of a page
	QueryMax      = 4 << 10   // bytes of a query string
	KeyMax        = 255       // bytes of an Idempotency-Key
	BucketsMax    = 10_000    // keys whose rates are remembered at once, twice over
	HeaderBytes   = 16 << 10  // bytes of a request's headers
	faultsMax     = 20        // fields at fault that one problem names
)

// Times that a connection may take.
const (
	HeaderTimeout = 5 * time.Second
	ReadTimeout   = 30 * time.Second
	WriteTimeout  = 60 * time.Second
	IdleTimeout   = time.Minute
	LongTimeout   = 15 * time.Minute // of a trace or an export, body and answer
)

// Rates are requests a second that one key may send, by its role. Twice as many
// may come in one burst. Zero is the default.
type Rates struct {
	Operator int // 100,000
	Merchant int // 20,000
	Customer int // 100
	Staff    int // 100
	Service  int // 20,000
}

// The default rates.
const (
	operatorRate = 100_000
	merchantRate = 20_000
	customerRate = 100
	staffRate    = 100
	serviceRate  = 20_000
)

// of returns the rate of a role.
func (r Rates) of(role auth.Role) int {
	given, otherwise := 0, 0
	switch role {
	case auth.Operator, auth.System:
		given, otherwise = r.Operator, operatorRate
	case auth.Merchant:
		given, otherwise = r.Merchant, merchantRate
	case auth.Customer:
		given, otherwise = r.Customer, customerRate
	case auth.Staff:
		given, otherwise = r.Staff, staffRate
	case auth.Service:
		given, otherwise = r.Service, serviceRate
	}
	if given > 0 {
		return given
	}
	return otherwise
}

// buckets holds a token bucket for each key that called of late. Keys are kept
// in two generations of at most BucketsMax; when the younger is full the older
// one is forgotten, and a key in it starts with a full bucket.
type buckets struct {
	rates Rates

	mu     sync.Mutex
	young  map[[16]byte]*rate.Limiter
	old    map[[16]byte]*rate.Limiter
	perGen int
}

func newBuckets(rates Rates) *buckets {
	return &buckets{rates: rates, perGen: BucketsMax, young: map[[16]byte]*rate.Limiter{}}
}

// take takes a token of the caller's key. When there is none it returns how
// long until there is.
func (b *buckets) take(by auth.Caller, now time.Time) (wait time.Duration) {
	bucket := b.bucket(by)
	reservation := bucket.ReserveN(now, 1)
	if wait = reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

func (b *buckets) bucket(by auth.Caller) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	bucket, ok := b.young[by.Key]
	if ok {
		return bucket
	}
	if bucket, ok = b.old[by.Key]; !ok {
		perSecond := b.rates.of(by.Role)
		bucket = rate.NewLimiter(rate.Limit(perSecond), 2*perSecond)
	}
	if len(b.young) >= b.perGen {
		b.young, b.old = map[[16]byte]*rate.Limiter{}, b.young
	}
	b.young[by.Key] = bucket
	return bucket
}

// throttle refuses a caller who asks too often.
func (b *buckets) throttle(x *exchange, by auth.Caller, now time.Time) error {
	wait := b.take(by, now)
	if wait <= 0 {
		return nil
	}
	seconds := int64((wait + time.Second - 1) / time.Second)
	x.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	return errkind.New(errkind.Exhausted, CodeRate, "too many requests with this key")
}

// ofToday are the refusals of what may be done again when Beijing's day is over.
var ofToday = []string{
	fund.RefusedPurchaseDay.Code, fund.RefusedQuotaDay.Code, fund.RefusedInstantDay.Code, fund.RefusedInstantAll.Code, wallet.RefusedDay.Code,
}

// tomorrow says, where a limit of today was met, how long today is still. An answer
// of before may be of another day, and does not say it.
func (c *call) tomorrow(err error) {
	if !slices.Contains(ofToday, errkind.CodeOf(err)) || c.Header().Get("Idempotent-Replayed") != "" {
		return
	}
	now := c.p.Now()
	wait := time.Duration((fund.DayOf(now) + 1).Start() - now)
	c.Header().Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
}

// load counts the bytes of the bodies whose requests are under way. Without its
// limit, large bodies on many connections would take all memory.
type load struct{ bytes atomic.Int64 }

// take reports whether there is room for n bytes more, and takes it.
func (l *load) take(n int64) bool {
	if l.bytes.Add(n) > BodiesMax {
		l.bytes.Add(-n)
		return false
	}
	return true
}

// leave gives back what take took.
func (l *load) leave(n int64) { l.bytes.Add(-n) }

// NewServer returns a server for the handler with this package's limits on
// headers and times. The caller sets the address and starts it.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: HeaderTimeout,
		ReadTimeout:       ReadTimeout,
		WriteTimeout:      WriteTimeout,
		IdleTimeout:       IdleTimeout,
		MaxHeaderBytes:    HeaderBytes,
	}
}
