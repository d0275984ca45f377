package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// Root is the key above all keys of a store: 32 random bytes. It shows itself to
// nobody; copies share one memory, which Wipe clears. The zero value is no root.
type Root struct {
	at *rootKey
}

// rootKey holds the bytes behind a second pointer: of a struct that has a Root in
// an unexported field fmt prints what is in it without asking Root's methods, and
// follows one pointer for a verb that does not fit.
type rootKey struct {
	key    *[32]byte
	source Source
}

// Source says how a root came to this process.
type Source uint8

// Sources of a root.
const (
	FromNowhere Source = 0 // there is none
	FromRandom  Source = 1 // made by this process
	FromFile    Source = 2
	FromShares  Source = 3
)

// String returns the source's name, "" for none.
func (s Source) String() string {
	switch s {
	case FromNowhere:
		return ""
	case FromRandom:
		return "random"
	case FromFile:
		return "file"
	case FromShares:
		return "shares"
	}
	return "unknown"
}

// Errors of roots' files. They are matched with errors.Is.
var (
	ErrRoot     = errors.New("seal: not a root key's file, or damaged")
	ErrRootMode = errors.New("seal: the root key's file may be read by its owner and group alone; chmod 600 it")
)

const (
	rootTitle   = "candor root key 1"
	rootFileMax = 1024 // bytes
	rootIDSize  = 8
	redacted    = "seal.Root[redacted]"
)

// NewRoot returns a random root.
func NewRoot() Root {
	r := Root{at: &rootKey{key: new([32]byte), source: FromRandom}}
	rand.Read(r.at.key[:])
	return r
}

// rootOf takes a root over from key, which it clears.
func rootOf(key []byte, source Source) Root {
	r := Root{at: &rootKey{key: new([32]byte), source: source}}
	copy(r.at.key[:], key)
	clear(key)
	return r
}

// ReadRoot reads a file that WriteRoot wrote: a title, 64 hexadecimal digits,
// and 8 of a checksum. Others than its owner and group must not be able to read
// it, else ErrRootMode; what is no such file is an ErrRoot.
func ReadRoot(path string) (Root, error) {
	f, err := os.Open(path)
	if err != nil {
		return Root{}, fmt.Errorf("read root: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Root{}, fmt.Errorf("read root: %w", err)
	}
	if info.Mode().Perm()&^0o640 != 0 {
		return Root{}, ErrRootMode
	}
	var p [rootFileMax]byte
	defer clear(p[:])
	n, err := io.ReadFull(f, p[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Root{}, fmt.Errorf("read root: %w", err)
	}
	return parseRoot(p[:n])
}

// parseRoot reads the text of a root's file.
func parseRoot(text []byte) (Root, error) {
	lines := bytes.Fields(bytes.TrimPrefix(text, []byte(rootTitle+"\n")))
	if !bytes.HasPrefix(text, []byte(rootTitle+"\n")) || len(lines) != 2 {
		return Root{}, ErrRoot
	}
	var key [32]byte
	defer clear(key[:])
	if hex.DecodedLen(len(lines[0])) != len(key) {
		return Root{}, ErrRoot
	}
	if _, err := hex.Decode(key[:], lines[0]); err != nil {
		return Root{}, ErrRoot // not the cause, which would quote the file
	}
	r := rootOf(key[:], FromFile)
	if r.checksum() != string(lines[1]) {
		return Root{}, ErrRoot
	}
	return r, nil
}

// checksum finds mistakes in typing; it says nothing about the root.
func (r Root) checksum() string { return hex.EncodeToString(r.derive("file", nil)[:4]) }

// WriteRoot writes the root to a new file of mode 0600 and makes it durable. It
// never overwrites: a file that is there is an error that matches fs.ErrExist.
func WriteRoot(path string, r Root) error {
	if r.IsZero() {
		return errors.New("write root: there is none")
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write root: %w", err)
	}
	defer f.Close()
	text := make([]byte, 0, rootFileMax)
	text = append(text, rootTitle+"\n"...)
	text = hex.AppendEncode(text, r.at.key[:])
	text = append(text, "\n"+r.checksum()+"\n"...)
	defer clear(text)
	if _, err := f.Write(text); err != nil {
		return errors.Join(fmt.Errorf("write root: %w", err), os.Remove(path))
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write root: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// IsZero reports whether there is no root.
func (r Root) IsZero() bool { return r.at == nil }

// Source says where the root came from.
func (r Root) Source() Source {
	if r.IsZero() {
		return FromNowhere
	}
	return r.at.source
}

// ID returns what the root is called: 16 hexadecimal digits that say nothing
// about it, "" for no root.
func (r Root) ID() string {
	if r.IsZero() {
		return ""
	}
	return hex.EncodeToString(r.id())
}

func (r Root) id() []byte { return r.derive("id", nil)[:rootIDSize] }

// Equal reports whether both are one root, in constant time.
func (r Root) Equal(other Root) bool {
	if r.IsZero() || other.IsZero() {
		return r.IsZero() == other.IsZero()
	}
	return subtle.ConstantTimeCompare(r.at.key[:], other.at.key[:]) == 1
}

// Wipe clears the root's memory, that of all copies.
func (r Root) Wipe() {
	if !r.IsZero() {
		clear(r.at.key[:])
	}
}

// derive returns 32 bytes for a purpose, by HKDF-SHA256. Nothing else is ever
// done with the root, so that what one purpose shows tells nothing of another.
func (r Root) derive(purpose string, salt []byte) []byte {
	key, err := hkdf.Key(sha256.New, r.at.key[:], salt, "candor root 1 "+purpose, 32)
	if err != nil {
		panic("seal: HKDF refused a key of 32 bytes: " + err.Error())
	}
	return key
}

// String shows nothing.
func (r Root) String() string { return redacted }

// GoString shows nothing.
func (r Root) GoString() string { return redacted }

// Format shows nothing, whatever the verb: %d would print numbers past String.
func (r Root) Format(s fmt.State, _ rune) {
	_, _ = io.Copy(s, strings.NewReader(redacted)) // the writer is fmt's own buffer
}

// LogValue shows nothing.
func (r Root) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON shows nothing.
func (r Root) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
