package store

import "sync"

// cache is clean values of a table, in two generations: what was not asked for
// while one filled up is dropped.
type cache struct {
	mu       sync.Mutex
	limit    int
	young    map[string][]byte
	old      map[string][]byte
	size     int  // bytes in young, entryCost for each included
	complete bool // young holds all that Pebble does
}

// entryCost is what a cached entry takes beside its key and value.
const entryCost = 64

// fill loads the table, if it fits.
func (c *cache) fill(s *Store, prefix []byte) error {
	c.limit = s.opt.cacheBytes
	c.young, c.complete = map[string][]byte{}, true
	return s.each(prefix, func(k, v []byte) error {
		c.add(string(k), append([]byte{}, v...))
		if !c.complete {
			return errEnough
		}
		return nil
	})
}

// get returns the value of key, and whether the cache would have it.
func (c *cache) get(key []byte) (v []byte, ok, complete bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.young[string(key)]; ok {
		return v, true, c.complete
	}
	v, ok = c.old[string(key)]
	if ok {
		c.add(string(key), v)
	}
	return v, ok, c.complete
}

// put adds a value that was read from Pebble.
func (c *cache) put(key string, v []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(key, v)
}

// takePiece is how many entries take moves before it lets readers in.
const takePiece = 256

// take takes over what was committed. Until it is done readers find these keys
// in the frozen overlay, so it need not be one step.
func (c *cache) take(values map[string][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for k, v := range values {
		if n++; n%takePiece == 0 {
			c.mu.Unlock()
			c.mu.Lock()
		}
		delete(c.old, k)
		if was, ok := c.young[k]; ok {
			c.size -= len(k) + len(was) + entryCost
			delete(c.young, k)
		}
		if v != nil {
			c.add(k, v)
		}
	}
}

// add adds a value whose key young does not have. A complete cache takes all of
// the limit; after that each generation takes half.
func (c *cache) add(k string, v []byte) {
	if _, ok := c.young[k]; ok {
		return
	}
	c.young[k] = v
	c.size += len(k) + len(v) + entryCost
	if c.size > c.limit || !c.complete && c.size > c.limit/2 {
		c.old, c.young, c.size, c.complete = c.young, map[string][]byte{}, 0, false
	}
}
