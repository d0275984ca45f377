package store

import (
	"slices"
	"strings"
)

// pieceMax is how many keys one piece of a keylist holds.
const pieceMax = 512

// keylist is a sorted list of keys in pieces, so that adding one moves at most a
// piece.
type keylist struct {
	pieces [][]string
}

// newKeylist returns the list of sorted keys.
func newKeylist(sorted []string) *keylist {
	l := &keylist{}
	for piece := range slices.Chunk(sorted, pieceMax/2) {
		l.pieces = append(l.pieces, append(make([]string, 0, pieceMax), piece...))
	}
	return l
}

// seek returns the place of the first key at or above key.
func (l *keylist) seek(key string) (piece, at int) {
	piece, _ = slices.BinarySearchFunc(l.pieces, key, func(p []string, k string) int {
		return strings.Compare(p[len(p)-1], k)
	})
	if piece < len(l.pieces) {
		at, _ = slices.BinarySearch(l.pieces[piece], key)
	}
	return piece, at
}

// add adds a key that is not in the list.
func (l *keylist) add(key string) {
	piece, at := l.seek(key)
	if piece == len(l.pieces) {
		if piece == 0 {
			l.pieces = append(l.pieces, append(make([]string, 0, pieceMax), key))
			return
		}
		piece--
		at = len(l.pieces[piece])
	}
	if p := l.pieces[piece]; len(p) == pieceMax {
		upper := append(make([]string, 0, pieceMax), p[pieceMax/2:]...)
		l.pieces = slices.Insert(l.pieces, piece+1, upper)
		l.pieces[piece] = p[:pieceMax/2]
		if at > pieceMax/2 {
			piece, at = piece+1, at-pieceMax/2
		}
	}
	l.pieces[piece] = slices.Insert(l.pieces[piece], at, key)
}

// cursor is a place in a keylist.
type cursor struct {
	list      *keylist
	piece, at int
}

// valid reports whether the cursor is at a key.
func (c *cursor) valid() bool { return c.piece >= 0 && c.piece < len(c.list.pieces) }

func (c *cursor) key() string { return c.list.pieces[c.piece][c.at] }

func (c *cursor) next() {
	if c.at++; c.at == len(c.list.pieces[c.piece]) {
		c.piece, c.at = c.piece+1, 0
	}
}

func (c *cursor) prev() {
	if c.at--; c.at < 0 {
		if c.piece--; c.piece >= 0 {
			c.at = len(c.list.pieces[c.piece]) - 1
		}
	}
}

// seek moves to the first key at or above key.
func (c *cursor) seek(key string) { c.piece, c.at = c.list.seek(key) }

// seekBelow moves to the last key below key, or the last of all when key is
// empty.
func (c *cursor) seekBelow(key string) {
	if key == "" {
		c.piece, c.at = len(c.list.pieces), 0
	} else {
		c.seek(key)
	}
	c.prev()
}
