package alipay

import (
	"crypto/sha256"
	"sync"
	"time"
)

// nonces remembers which nonces apps used, each for nonceLife at least and twice
// that at most, as a hash of 16 bytes.
type nonces struct {
	ofApp, most int // nonces that one generation holds, of one app and in all

	mu         sync.Mutex
	turned     time.Time // when the younger generation began
	young, old generation
}

// newNonces has room for all that an app may send in a generation, in bursts too, so
// that no app is refused which keeps to its rate; and for noncesApps of them.
func newNonces(perSecond int) *nonces {
	ofApp := perSecond * (int(nonceLife/time.Second) + 2)
	return &nonces{ofApp: ofApp, most: noncesApps * ofApp}
}

// generation is the nonces of one stretch of time.
type generation struct {
	seen  map[[16]byte]struct{}
	perID map[string]int
}

func newGeneration() generation {
	return generation{seen: map[[16]byte]struct{}{}, perID: map[string]int{}}
}

// noted is what became of a nonce.
type noted uint8

const (
	fresh    noted = 1 // it was not used, and now is
	replayed noted = 2 // it was used before
	crowded  noted = 3 // there is no room to remember it, so it must not be used
)

// use notes a nonce of an app. It never forgets one early to make room for
// another: what was forgotten could be sent again.
func (n *nonces) use(app, nonce string, now time.Time) noted {
	sum := sha256.Sum256([]byte(app + "\n" + nonce))
	key := [16]byte(sum[:16])
	n.mu.Lock()
	defer n.mu.Unlock()
	n.turn(now)
	if _, used := n.young.seen[key]; used {
		return replayed
	}
	if _, used := n.old.seen[key]; used {
		return replayed
	}
	if len(n.young.seen) >= n.most || n.young.perID[app] >= n.ofApp {
		return crowded
	}
	n.young.seen[key] = struct{}{}
	n.young.perID[app]++
	return fresh
}

// turn makes the younger generation the older one when it has lived long enough.
func (n *nonces) turn(now time.Time) {
	switch age := now.Sub(n.turned); {
	case n.turned.IsZero() || age >= 2*nonceLife:
		n.turned, n.young, n.old = now, newGeneration(), newGeneration()
	case age >= nonceLife:
		n.turned, n.young, n.old = now, newGeneration(), n.young
	}
}
