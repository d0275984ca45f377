package alipay

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
)

// Limits of guesses.
const (
	missesMax = 60      // user ids of nobody that an app may name in a minute
	knownMax  = 1 << 17 // user ids that one generation remembers
)

// guesses count the user ids of nobody that apps name. Whoever names many tries
// out which there are: for the rest of the minute it may name those alone that it
// knows already, because it named them or was told them of late. So an app that
// guesses learns of 60 ids a minute, and its buyers go on to be served.
type guesses struct {
	mu         sync.Mutex
	minute     int64          // since 1970, of wall time
	misses     map[string]int // in this minute, by app
	young, old map[[16]byte]struct{}
}

// known is what is remembered of an app's knowing an id.
func known(app, id string) [16]byte {
	sum := sha256.Sum256([]byte(app + "\n" + id))
	return [16]byte(sum[:16])
}

// may reports whether an app may name an id now.
func (g *guesses) may(app, id string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.count(now)[app] < missesMax {
		return true
	}
	key := known(app, id)
	_, young := g.young[key]
	_, old := g.old[key]
	return young || old
}

// missed counts an id of nobody that an app named.
func (g *guesses) missed(app string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count(now)[app]++
}

// count returns the misses of the minute that it is.
func (g *guesses) count(now time.Time) map[string]int {
	if minute := now.Unix() / 60; minute != g.minute || g.misses == nil {
		g.minute, g.misses = minute, map[string]int{}
	}
	return g.misses
}

// learn remembers that an app knows an id.
func (g *guesses) learn(app, id string) {
	key := known(app, id)
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.young[key]; ok {
		return
	}
	if g.young == nil || len(g.young) >= knownMax {
		g.young, g.old = map[[16]byte]struct{}{}, g.young
	}
	g.young[key] = struct{}{}
}

// party returns whom a user id names for the calling merchant.
func (c *Call) party(id string) (platform.Party, error) {
	now := c.wall()
	if !c.guesses.may(c.App.ID, id, now) {
		return platform.Party{}, limited("too many user ids of nobody")
	}
	party, err := c.P.PartyOf(c.By, id)
	switch {
	case err == nil:
		c.guesses.learn(c.App.ID, id)
	case errkind.Of(err) == errkind.NotFound:
		c.guesses.missed(c.App.ID, now)
	}
	return party, err
}
