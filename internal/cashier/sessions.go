package cashier

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"
	"time"
)

// Limits of sessions.
const (
	// SessionTime is how long a session lasts from its sign-in.
	SessionTime = 15 * time.Minute
	// SessionsMax is how many sessions there may be.
	SessionsMax = 50_000
	// SessionsPerKey is how many sessions one key may have; the oldest ends for
	// another.
	SessionsPerKey = 4

	sessionBytes = 32 // of a session's id
)

// Sessions are the browsers that are signed in. They are in memory, and of an id
// only its hash is kept. The zero value has none. It is safe for concurrent use.
type Sessions struct {
	mu    sync.Mutex
	open  map[[sha256.Size]byte]session
	byKey map[[16]byte][][sha256.Size]byte // oldest first
}

type session struct {
	key   [16]byte // API key that began it
	until time.Time
}

// Begin makes a session of an API key's holder and returns its id, which nobody
// had before. It is false when there are too many.
func (s *Sessions) Begin(key [16]byte, now time.Time) (id string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open, s.byKey = map[[sha256.Size]byte]session{}, map[[16]byte][][sha256.Size]byte{}
	}
	if len(s.open) >= SessionsMax {
		s.sweep(now)
	}
	if own := s.byKey[key]; len(own) >= SessionsPerKey {
		s.drop(own[0])
	}
	if len(s.open) >= SessionsMax {
		return "", false
	}
	var b [sessionBytes]byte
	rand.Read(b[:]) // never fails: the process stops instead
	id = base64.RawURLEncoding.EncodeToString(b[:])
	hash := sha256.Sum256([]byte(id))
	s.open[hash] = session{key, now.Add(SessionTime)}
	s.byKey[key] = append(s.byKey[key], hash)
	return id, true
}

// Key returns the API key of a session that has not ended.
func (s *Sessions) Key(id string, now time.Time) (key [16]byte, ok bool) {
	hash := sha256.Sum256([]byte(id))
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.open[hash]
	if ok && !now.Before(found.until) {
		s.drop(hash)
		return key, false
	}
	return found.key, ok
}

// End ends a session; of an unknown one it does nothing.
func (s *Sessions) End(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(sha256.Sum256([]byte(id)))
}

// sweep drops what has ended.
func (s *Sessions) sweep(now time.Time) {
	for hash, found := range s.open {
		if !now.Before(found.until) {
			s.drop(hash)
		}
	}
}

func (s *Sessions) drop(hash [sha256.Size]byte) {
	found, ok := s.open[hash]
	if !ok {
		return
	}
	delete(s.open, hash)
	own := slices.DeleteFunc(s.byKey[found.key], func(h [sha256.Size]byte) bool { return h == hash })
	if len(own) == 0 {
		delete(s.byKey, found.key)
		return
	}
	s.byKey[found.key] = own
}
