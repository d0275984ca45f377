package store

// least is a binary heap: the first element is before all others.
type least[T interface{ before(T) bool }] []T

// push adds x.
func (h *least[T]) push(x T) {
	*h = append(*h, x)
	s := *h
	for i := len(s) - 1; i > 0; {
		up := (i - 1) / 2
		if !s[i].before(s[up]) {
			return
		}
		s[i], s[up] = s[up], s[i]
		i = up
	}
}

// pop removes and returns the first element; there must be one.
func (h *least[T]) pop() T {
	s := *h
	x, n := s[0], len(s)-1
	s[0] = s[n]
	*h = s[:n]
	h.down(0)
	return x
}

// init makes a heap of elements in any order.
func (h least[T]) init() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
}

// down moves element i to where it belongs below.
func (h least[T]) down(i int) {
	for {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h[c+1].before(h[c]) {
			c++
		}
		if !h[c].before(h[i]) {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}
