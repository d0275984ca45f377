package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
)

// ErrSameRoot says that the store is under the root already.
var ErrSameRoot = errors.New("seal: the key store is under this root already")

// rotateRun is how many slots are re-wrapped before others get their turn.
const rotateRun = 256

// Rotate puts the store under the next root: every data key is wrapped anew, and
// then the old root opens nothing. Values, blind indexes and pseudonyms stay as
// they are; reads and writes go on meanwhile. Progress, if not nil, is told how
// many of how many slots are done. After a crash or the context's end the store
// opens with the next root alone, and Rotate with it goes on. Make the next root
// durable first: from the first step on it is needed.
func (v *Vault) Rotate(ctx context.Context, next Root, progress func(done, total uint64)) error {
	v.long.Lock()
	defer v.long.Unlock()
	if next.IsZero() {
		return ErrWrongRoot
	}
	if err := v.turnTo(next); err != nil {
		return err
	}
	if progress == nil {
		progress = func(uint64, uint64) {}
	}
	for first := uint64(1); ; first += rotateRun {
		last := uint64(v.numbers.taken())
		v.moved.Store(min(first-1, last))
		progress(min(first-1, last), last)
		if first > last {
			return v.turned()
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("rotate root: %w", err)
		}
		if err := v.rewrap(uint32(first), uint32(min(first+rotateRun-1, last))); err != nil {
			return err
		}
	}
}

// turnTo begins a rotation, or finds that this one has begun. From then on
// everything that is written is under the next root.
func (v *Vault) turnTo(next Root) error {
	v.writers.Lock()
	defer v.writers.Unlock()
	k, err := v.unsealed()
	if err == nil {
		err = v.writable()
	}
	if err != nil {
		return err
	}
	h := *v.header.Load()
	same := [rootIDSize]byte(next.id()) == h.current.id
	switch {
	case h.previous.version != 0 && same:
		return nil
	case h.previous.version != 0:
		return ErrMovedRoot
	case same:
		return ErrSameRoot
	}
	old := wrapped{version: h.current.version, id: h.current.id}
	rand.Read(old.nonce[:])
	old.box = gcm(next.derive("header", h.store[:])).Seal(nil, old.nonce[:], k.wrapKey, h.binding(old.version, keySize))
	h.previous, h.current = old, h.wrapUnder(next, old.version+1, k.secrets)
	if err := v.replaceKeys(h, next); err != nil {
		return err
	}
	v.source.Store(uint32(next.Source()))
	v.moving.Store(true)
	return nil
}

// replaceKeys writes a header and uses its keys, under writers.
func (v *Vault) replaceKeys(h header, root Root) error {
	k, err := h.unlock(root)
	if err != nil {
		return err
	}
	v.opts.step("header")
	if err := h.write(v.dir); err != nil {
		return v.fail(err)
	}
	v.opts.step("header written")
	v.header.Store(&h)
	v.keys.Swap(k).wipe()
	return nil
}

// rewrap re-wraps a run of slots that are under the root before.
func (v *Vault) rewrap(first, last uint32) error {
	v.writers.RLock()
	defer v.writers.RUnlock()
	k, err := v.unsealed()
	if err == nil {
		err = v.writable()
	}
	if err != nil {
		return err
	}
	v.slots.mu.Lock()
	defer v.slots.mu.Unlock()
	b := make([]byte, int(last-first+1)*slotSize)
	if err := v.slots.readRun(first, b); err != nil {
		return err
	}
	var room [keySize]byte
	defer clear(room[:])
	for number := first; number <= last; number++ {
		raw := b[int(number-first)*slotSize:][:slotSize]
		s, err := checkSlot(raw, number)
		if err != nil {
			return err
		}
		if !s.live() || s.root == k.version {
			continue
		}
		key, err := k.unwrapSlot(&s, room[:])
		if err != nil {
			return err
		}
		k.wrapSlot(&s, key, nil)
		s.encode(raw)
		if err := v.slots.writeRun(number, raw); err != nil {
			return v.fail(err)
		}
	}
	return nil
}

// turned ends a rotation: all slots are durable under the root that is in force,
// and the one before is dropped.
func (v *Vault) turned() error {
	if err := v.slots.sync(); err != nil {
		return v.fail(err)
	}
	v.writers.Lock()
	defer v.writers.Unlock()
	k, err := v.unsealed()
	if err != nil {
		return err
	}
	h := *v.header.Load()
	h.previous = wrapped{}
	v.opts.step("header")
	if err := h.write(v.dir); err != nil {
		return v.fail(err)
	}
	v.opts.step("header written")
	v.header.Store(&h)
	v.keys.Store(k.alone())
	v.moving.Store(false)
	return nil
}

// alone returns the keys without the root before.
func (k *keys) alone() *keys {
	now := *k
	now.before, now.wrapOld = 0, nil
	return &now
}
