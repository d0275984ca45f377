package intake

import "bytes"

// quoted cuts a record whose first line has a quote. A record that is wrong
// gives up its first line alone, so that a stray quote cannot swallow the rows
// behind it.
func (c *records) quoted(limit int) (what cut, line int64, code string) {
	line = c.line
	have := c.buf[c.start:c.end]
	size, code := c.scan(have[:min(len(have), RecordMax)], c.eof && len(have) <= RecordMax, limit)
	if code == "" {
		c.line += int64(bytes.Count(have[:size], newline))
		if have[size-1] != '\n' {
			c.line++ // the last line of a file, which has no end
		}
		c.start += size
		c.unescape(have)
		return cutGood, line, ""
	}
	if code == codeOpen {
		if !c.eof && len(have) < RecordMax {
			return cutMore, line, ""
		}
		code = CodeQuote
	}
	_, whole, _ := c.front()
	c.pass(whole)
	return cutBad, line, code
}

// codeOpen says that what was scanned ends inside of quotes. Nobody outside
// sees it.
const codeOpen = "open"

// scan finds the bounds of the cells of the record at the front of b, and the
// record's length. Last says that nothing comes behind b.
func (c *records) scan(b []byte, last bool, limit int) (size int, code string) {
	c.bounds = c.bounds[:0]
	for at := 0; ; {
		if len(c.bounds) >= limit {
			return 0, CodeColumns
		}
		cell, next, code := scanCell(b, at)
		if code != "" {
			return 0, code
		}
		c.bounds = append(c.bounds, cell)
		if next >= len(b) && !last {
			return 0, codeOpen
		}
		if next >= len(b) {
			return len(b), ""
		}
		if b[next] != ',' { // the line's end
			return next + 1, ""
		}
		at = next + 1
	}
}

// scanCell returns the bounds of the cell at b[at] and where its comma or its
// line's end is.
func scanCell(b []byte, at int) (cell bound, next int, code string) {
	if at < len(b) && b[at] == '"' {
		return scanQuoted(b, at+1)
	}
	length := bytes.IndexAny(b[at:], ",\n\"")
	if length < 0 {
		length = len(b) - at
	}
	next = at + length
	if next < len(b) && b[next] == '"' {
		return cell, 0, CodeQuote
	}
	to := next
	if to > at && b[to-1] == '\r' && (to == len(b) || b[to] == '\n') {
		to--
	}
	return bound{at, to, false}, next, ""
}

// scanQuoted returns the bounds of the cell whose quote stands before b[from].
func scanQuoted(b []byte, from int) (cell bound, next int, code string) {
	cell.from = from
	for at := from; ; {
		length := bytes.IndexByte(b[at:], '"')
		if length < 0 {
			return cell, 0, codeOpen
		}
		at += length
		if at+1 < len(b) && b[at+1] == '"' {
			cell.escaped = true
			at += 2
			continue
		}
		cell.to = at
		next = at + 1
		if next < len(b) && b[next] == '\r' && (next+1 == len(b) || b[next+1] == '\n') {
			next++
		}
		if next < len(b) && b[next] != ',' && b[next] != '\n' {
			return cell, 0, CodeQuote
		}
		return cell, next, ""
	}
}

// unescape makes cells of the bounds, and one quote of two in place.
func (c *records) unescape(have []byte) {
	c.cells = c.cells[:0]
	for _, at := range c.bounds {
		cell := have[at.from:at.to]
		if at.escaped {
			kept := cell[:0]
			for i := 0; i < len(cell); i++ {
				kept = append(kept, cell[i])
				if cell[i] == '"' {
					i++
				}
			}
			cell = kept
		}
		c.cells = append(c.cells, cell)
	}
}
