// Package webhook tells merchants' servers of their events: it takes what is due
// from the platform, sends it, and reports what came of each attempt.
//
// What it promises: a request goes to public addresses alone, unless others are
// allowed by name: every address is judged when it is dialled, so that no name
// can point elsewhere by then. No redirect is followed, no proxy is asked, no
// cookie kept, and an answer has 15 seconds and is read as far as 1 KiB. Merchants whose
// servers let us wait share half of the places, one each and in turns, so that they
// keep nobody else waiting, however many they are; when that is found out, those
// that stop answering at the same moment have kept others waiting for 15 seconds at
// most. An attempt is reported
// once its answer is in; one that a crash comes before is made again, under the
// same id.
//
// Requests are signed as Standard Webhooks 1 say (standardwebhooks.com), by HMAC
// or Ed25519. Notices to the addresses of trades are somebody else's to write: see
// Builder.
//
// Vocabulary: under way is a delivery whose attempt was begun and not reported,
// each in a place; slow is a merchant of whom the last attempt took 5 seconds or
// longer; see package delivery for the rest.
//
//	err := webhook.Run(ctx, p, webhook.Options{Builder: gateway, Logger: logger})
package webhook

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/candorpay/candor/internal/platform"
)

// Limits of what is sent and taken.
const (
	Timeout     = 15 * time.Second // of an attempt, from the name's lookup to the answer's end
	AnswerMax   = 1 << 10          // bytes of an answer's body that are read
	UnderWayMax = 512              // attempts at once
	SlowMax     = UnderWayMax / 2  // attempts at once to slow merchants' servers
	EachMax     = 8                // attempts at once to one merchant's servers
	pollEvery   = 200 * time.Millisecond
)

// Options say where requests may go. The zero value is fit for the open internet.
type Options struct {
	// Allow are prefixes of addresses that may be told though they are not public,
	// on any port.
	Allow []netip.Prefix
	// AllowPrivate lets requests go to any address and port: for sandboxes.
	AllowPrivate bool
	// Ports are those on which public addresses are told; none: 80, 443 and 8443.
	Ports []uint16
	// Resolver looks names up; nil: the system's.
	Resolver *net.Resolver
	// Timeout is how long an attempt may take; zero: Timeout.
	Timeout time.Duration
	// Builder writes notices; nil: none can be written.
	Builder Builder
	// Logger is told of what is given up and of what cannot be done; nil: nobody.
	Logger *slog.Logger
	// Wall is the time in signatures; nil: the system's.
	Wall func() time.Time
}

// Builder writes the notices that are owed to the addresses of trades. It is
// called from several goroutines.
type Builder interface {
	// Notification returns the request that tells what a notice is about: where it
	// goes, its media type and its body. The same notice has the same id in it,
	// however often it is asked for. An error means that it cannot be written now:
	// the attempt counts.
	Notification(ctx context.Context, d platform.DueDelivery) (url, contentType string, body []byte, err error)
}

func (o Options) logger() *slog.Logger {
	if o.Logger != nil {
		return o.Logger
	}
	return slog.New(slog.DiscardHandler)
}

func (o Options) wall() time.Time {
	if o.Wall != nil {
		return o.Wall()
	}
	return time.Now()
}
