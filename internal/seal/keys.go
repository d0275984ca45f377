package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"sync"

	"github.com/candorpay/candor/internal/customer"
)

// The header is the file that stands between a root and everything else: the
// keys of the store, wrapped under the root. While a rotation runs it also has
// the wrapping key of the root before, wrapped under the new one, so that the new
// root alone reads all slots. The other way round would be wrong: the old root,
// which may be known to somebody, would open what the new one protects. It is
// little endian:
//
//	  0    8  magic and format version
//	  8   16  the store's id, random
//	 24    8  when the store was made, wall time, ns
//	 32  136  current: version of the root, its id, nonce, three keys, tag
//	168   72  previous: the same with one key; zero when no rotation runs
//	240   32  SHA-256 of all above
const (
	headerFile   = "keys"
	headerMagic  = "CANDORK1"
	headerSize   = 272
	currentAt    = 32
	previousAt   = 168
	headerSumAt  = 240
	keySize      = 32
	nonceSize    = 12
	tagSize      = 16
	indexSize    = 16
	keysInHeader = 3
)

type storeID [16]byte

type header struct {
	store    storeID
	created  int64
	current  wrapped
	previous wrapped // version 0: no rotation runs
}

// wrapped is keys under a root.
type wrapped struct {
	version uint32
	id      [rootIDSize]byte
	nonce   [nonceSize]byte
	box     []byte
}

// keys are what an unsealed store works with. Their memory is given back when
// the process ends: Go's ciphers keep expanded keys that nobody can clear.
type keys struct {
	store     storeID
	version   uint32 // of the root that wraps what is written now
	wrap      cipher.AEAD
	before    uint32 // version of the root before, while slots are under it; else 0
	wrapOld   cipher.AEAD
	secrets   []byte // the three keys one after the other, for a rotation
	wrapKey   []byte // for a rotation
	blind     macs
	finger    macs
	pseudonym macs
	own       macs // of owners' data keys
}

// macs computes HMAC-SHA256 under one key. Making the state of one costs more
// than using it, so they are kept.
type macs struct{ pool *sync.Pool }

func newMACs(key []byte) macs {
	key = bytes.Clone(key)
	return macs{pool: &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
}

// sum returns the first 16 bytes of the MAC of a number and parts; the parts'
// boundaries are the caller's to make plain.
func (m macs) sum(number byte, parts ...[]byte) (sum [indexSize]byte) {
	var whole [sha256.Size]byte
	m.full(&whole, number, parts...)
	copy(sum[:], whole[:])
	return sum
}

// full puts the whole MAC of a number and parts into sum.
func (m macs) full(sum *[sha256.Size]byte, number byte, parts ...[]byte) {
	h, ok := m.pool.Get().(hash.Hash)
	if !ok {
		panic("seal: a pool of MACs holds something else")
	}
	defer m.pool.Put(h)
	h.Reset()
	sum[0] = number
	h.Write(sum[:1])
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(sum[:0])
}

// index returns the blind index of a value in its normal form. The field's
// number is of fixed width and comes first, so that no two fields' inputs meet.
func (k *keys) index(f customer.Field, normal string) [indexSize]byte {
	return k.blind.sum(byte(f), []byte(normal))
}

// gcm returns AES-256-GCM under the key.
func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("seal: AES refused a key of 32 bytes: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("seal: GCM refused AES: " + err.Error())
	}
	return aead
}

// newHeader returns the header of a new store under the root.
func newHeader(root Root, created int64) header {
	h := header{created: created}
	rand.Read(h.store[:])
	secrets := make([]byte, keysInHeader*keySize)
	defer clear(secrets)
	rand.Read(secrets)
	h.current = h.wrapUnder(root, 1, secrets)
	return h
}

// wrapUnder wraps keys under a root of the version.
func (h *header) wrapUnder(root Root, version uint32, plain []byte) wrapped {
	w := wrapped{version: version, id: [rootIDSize]byte(root.id())}
	rand.Read(w.nonce[:])
	w.box = gcm(root.derive("header", h.store[:])).Seal(nil, w.nonce[:], plain, h.binding(w.version, len(plain)))
	return w
}

// binding is what a wrapped box is bound to: store, version and what it holds.
func (h *header) binding(version uint32, size int) []byte {
	b := append([]byte(headerMagic), h.store[:]...)
	b = binary.LittleEndian.AppendUint32(b, version)
	return append(b, byte(size))
}

// unlock returns the keys, or ErrWrongRoot, or ErrMovedRoot.
func (h *header) unlock(root Root) (*keys, error) {
	id := [rootIDSize]byte(root.id())
	if id != h.current.id {
		if h.previous.version != 0 && id == h.previous.id {
			return nil, ErrMovedRoot
		}
		return nil, ErrWrongRoot
	}
	aead := gcm(root.derive("header", h.store[:]))
	open := func(w wrapped, size int) ([]byte, error) {
		return aead.Open(nil, w.nonce[:], w.box, h.binding(w.version, size))
	}
	secrets, err := open(h.current, keysInHeader*keySize)
	if err != nil {
		return nil, fmt.Errorf("%w: its header", ErrDamaged)
	}
	k := &keys{
		store: h.store, version: h.current.version, secrets: secrets, wrapKey: h.slotKey(root),
		blind:     newMACs(secrets[:keySize]),
		finger:    newMACs(secrets[keySize : 2*keySize]),
		pseudonym: newMACs(secrets[2*keySize:]),
	}
	own := deriveOwn(secrets, h.store)
	k.own = newMACs(own)
	clear(own)
	k.wrap = gcm(k.wrapKey)
	if h.previous.version != 0 {
		old, err := open(h.previous, keySize)
		if err != nil {
			return nil, fmt.Errorf("%w: its header", ErrDamaged)
		}
		k.before, k.wrapOld = h.previous.version, gcm(old)
		clear(old)
	}
	return k, nil
}

// slotKey returns the key under which a root wraps slots, of this store alone.
func (h *header) slotKey(root Root) []byte { return root.derive("slots", h.store[:]) }

// wipe clears what can be cleared.
func (k *keys) wipe() {
	clear(k.secrets)
	clear(k.wrapKey)
}

func (w wrapped) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, w.version)
	b = append(b, w.id[:]...)
	b = append(b, w.nonce[:]...)
	return append(b, w.box...)
}

func parseWrapped(b []byte) (w wrapped) {
	w.version = binary.LittleEndian.Uint32(b)
	b = b[4:]
	b = b[copy(w.id[:], b):]
	b = b[copy(w.nonce[:], b):]
	w.box = bytes.Clone(b)
	return w
}

// encode lays the header out.
func (h *header) encode() []byte {
	b := append(make([]byte, 0, headerSize), headerMagic...)
	b = append(b, h.store[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.created))
	b = h.current.append(b)
	if h.previous.version != 0 {
		b = h.previous.append(b)
	}
	b = append(b, make([]byte, headerSumAt-len(b))...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// parseHeader reads what encode wrote.
func parseHeader(b []byte) (h header, err error) {
	if len(b) != headerSize || string(b[:len(headerMagic)]) != headerMagic {
		return h, fmt.Errorf("%w: its header", ErrDamaged)
	}
	if sum := sha256.Sum256(b[:headerSumAt]); !bytes.Equal(sum[:], b[headerSumAt:]) {
		return h, fmt.Errorf("%w: its header", ErrDamaged)
	}
	copy(h.store[:], b[8:])
	h.created = int64(binary.LittleEndian.Uint64(b[24:]))
	h.current = parseWrapped(b[currentAt:previousAt])
	if binary.LittleEndian.Uint32(b[previousAt:]) != 0 {
		h.previous = parseWrapped(b[previousAt:headerSumAt])
	}
	return h, nil
}

// readHeader reads a folder's header; fs.ErrNotExist means that there is none.
func readHeader(dir string) (header, error) {
	b, err := os.ReadFile(filepath.Join(dir, headerFile))
	if err != nil {
		return header{}, fmt.Errorf("read keys: %w", err)
	}
	return parseHeader(b)
}

// write replaces a folder's header, wholly or not at all.
func (h *header) write(dir string) error {
	return replaceFile(filepath.Join(dir, headerFile), h.encode())
}

// replaceFile puts a durable file in the place of another, or of none.
func replaceFile(path string, content []byte) error {
	next := path + ".new"
	if err := writeFile(next, content); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("replace %s: %w", filepath.Base(path), err)
	}
	return syncDir(filepath.Dir(path))
}

// writeFile writes a file of our own and makes its content durable.
func writeFile(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}
