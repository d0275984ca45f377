package ledger

import "slices"

// walker goes through an account's chain of rows within a time range. A chain
// is cut into segments: each ends, going back in time, with a row that has the
// skip to the end of the next one. Segments outside the range cost one read.
type walker struct {
	rows     Rows
	row      []byte // buffer
	link     func(row []byte) link
	from, to int64 // timestamps, both included
	pace
}

// segment is a run of a chain: its newest row, and its oldest, at positions
// plus one.
type segment struct{ head, mark uint64 }

// walk yields the rows in the range until yield returns false.
func (w *walker) walk(c chain, newestFirst bool, yield func(row []byte) bool) {
	if newestFirst {
		w.segments(c, func(s segment) bool { return w.backward(s, yield) })
		return
	}
	// The chain runs back in time, so the segments are found first, and then
	// each is read from its far end.
	var all []segment
	if !w.segments(c, func(s segment) bool {
		all = append(all, s)
		return true
	}) {
		return
	}
	for _, s := range slices.Backward(all) {
		if !w.forward(s, yield) {
			return
		}
	}
}

// segments yields the segments that reach into the range, newest first. It
// returns false when yield did or a rest ended the read.
func (w *walker) segments(c chain, yield func(segment) bool) bool {
	s := segment{c.head(), c.mark()}
	for s.head != 0 {
		oldest := w.at(s.mark)
		if oldest.timestamp <= w.to && !yield(s) || !w.goOn() {
			return false
		}
		if oldest.timestamp < w.from {
			break
		}
		s = segment{oldest.prev, oldest.skip}
	}
	return true
}

// backward yields the segment's rows newest first. It returns false when yield
// did, when a rest ended the read, or when the range is left.
func (w *walker) backward(s segment, yield func(row []byte) bool) bool {
	for pos := s.head; pos != 0; {
		here := w.at(pos)
		if here.timestamp < w.from {
			return false
		}
		if here.timestamp <= w.to && !w.show(here, yield) {
			return false
		}
		if pos == s.mark {
			break
		}
		pos = here.prev
	}
	return true
}

// forward yields the segment's rows oldest first. It returns false when yield did
// or a rest ended the read.
func (w *walker) forward(s segment, yield func(row []byte) bool) bool {
	positions := make([]uint64, 0, skipEvery)
	w.backwardPositions(s, func(pos uint64) { positions = append(positions, pos) })
	for _, pos := range slices.Backward(positions) {
		if !w.show(w.at(pos), yield) {
			return false
		}
	}
	return true
}

// show yields the row in the buffer, which is in the range, and then rests if it
// is time for that.
func (w *walker) show(here link, yield func(row []byte) bool) bool {
	w.seen = here.timestamp
	return yield(w.row) && w.goOn()
}

// backwardPositions calls found with the positions plus one of the segment's
// rows in the range, newest first.
func (w *walker) backwardPositions(s segment, found func(pos uint64)) {
	for pos := s.head; pos != 0; {
		here := w.at(pos)
		if here.timestamp < w.from {
			return
		}
		if here.timestamp <= w.to {
			found(pos)
		}
		if pos == s.mark {
			return
		}
		pos = here.prev
	}
}

// at reads the row at a position plus one into the buffer.
func (w *walker) at(pos uint64) link {
	w.looked++
	w.rows.Read(pos-1, w.row)
	return w.link(w.row)
}
