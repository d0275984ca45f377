package seal_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/seal"
)

func TestRootFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	root := seal.NewRoot()
	if err := seal.WriteRoot(path, root); err != nil {
		t.Fatal(err)
	}
	got, err := seal.ReadRoot(path)
	if err != nil || !got.Equal(root) || got.ID() != root.ID() || got.Source() != seal.FromFile {
		t.Fatalf("read back %v from %s, %v", got.ID(), got.Source(), err)
	}
	if err := seal.WriteRoot(path, seal.NewRoot()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("overwritten: %v", err)
	}
	if again, err := seal.ReadRoot(path); err != nil || !again.Equal(root) {
		t.Errorf("the file changed: %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	for name, bad := range map[string]string{
		"empty":         "",
		"another title": strings.Replace(string(text), "1", "2", 1),
		"no checksum":   string(text[:bytes.LastIndexByte(text[:len(text)-1], '\n')]),
		"short":         strings.Replace(string(text), "\n", "\nab", 1)[:30],
		"no digits":     "candor root key 1\n" + strings.Repeat("zz", 32) + "\n00000000\n",
		"more":          string(text) + "more\n",
	} {
		reads(t, name, bad)
	}
	// A digit read wrongly is told by the checksum, wherever it stands.
	for at := len("candor root key 1\n"); at < len(text)-1; at++ {
		if bad := bytes.Clone(text); bad[at] != '\n' {
			bad[at] = "1032547698badcfe"[strings.IndexByte("0123456789abcdef", bad[at])]
			reads(t, fmt.Sprintf("digit %d", at), string(bad))
		}
	}
}

// reads checks that a text is not read as a root.
func reads(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "root.key")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.ReadRoot(path); !errors.Is(err, seal.ErrRoot) {
		t.Errorf("%s: %v", name, err)
	}
}

func TestRootFileMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	if err := seal.WriteRoot(path, seal.NewRoot()); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[os.FileMode]error{
		0o600: nil, 0o400: nil, 0o440: nil, 0o640: nil, 0o644: seal.ErrRootMode, 0o660: seal.ErrRootMode, 0o604: seal.ErrRootMode,
	} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.ReadRoot(path); !errors.Is(err, want) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

// However a root or a part is printed, also inside something else, none of its
// bytes shows.
func TestSecretsShowNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	root := seal.NewRoot()
	if err := seal.WriteRoot(path, root); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	digits := strings.Split(string(text), "\n")[1]
	key, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	part := openShares(t, root, 2, 2)[0]
	type holder struct {
		Root seal.Root
		root seal.Root
		Part seal.Part
		part seal.Part
		opts seal.Options
	}
	h := holder{root, root, part, part, seal.Options{Root: root}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b"} {
		for _, v := range []any{root, &root, part, &part, h, &h, []seal.Root{root}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	line := slog.New(slog.NewTextHandler(&out, nil))
	line.Info("root", "root", root, "part", part, "holder", h)
	encoded, err := json.Marshal([]any{h, root, part})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(encoded)
	secret := part.Bytes()[8+8+16+3:][:32]
	for _, bytes := range [][]byte{key, secret} {
		for _, form := range []string{"%x", "%X", "%d", "%o", "%b"} {
			shown := strings.Trim(fmt.Sprintf(form, bytes[:6]), "[]")
			if strings.Contains(out.String(), shown) {
				t.Errorf("a secret shows as %s", form)
			}
		}
	}
	if !regexp.MustCompile(`seal\.Root\[redacted\]`).MatchString(out.String()) {
		t.Error("a root says nothing of itself")
	}
}

// keeper is somebody who keeps a share.
type keeper struct{ identity *age.X25519Identity }

func newCustodians(t testing.TB, n int) (list []keeper, recipients []string) {
	t.Helper()
	for range n {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, keeper{id})
		recipients = append(recipients, id.Recipient().String())
	}
	return list, recipients
}

func (k keeper) file() *strings.Reader { return strings.NewReader(k.identity.String() + "\n") }

func openShares(t testing.TB, root seal.Root, k, n int) (parts []seal.Part) {
	t.Helper()
	who, recipients := newCustodians(t, n)
	shares, err := seal.Split(root, k, recipients)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range shares {
		p, err := seal.OpenShare(s.Sealed, who[i].file())
		if err != nil {
			t.Fatal(err)
		}
		if s.Index != i+1 || p.Index() != i+1 || s.Recipient != recipients[i] || p.RootID() != root.ID() {
			t.Fatalf("share %d is %+v", i+1, p)
		}
		parts = append(parts, p)
	}
	return parts
}

func TestSharesGiveTheRoot(t *testing.T) {
	root := seal.NewRoot()
	p := openShares(t, root, 3, 5)
	if k, n := p[0].Needed(); k != 3 || n != 5 {
		t.Errorf("needs %d of %d", k, n)
	}
	for _, parts := range [][]seal.Part{{p[0], p[1], p[2]}, {p[4], p[0], p[2]}, p, {p[1], p[1], p[3], p[4]}} {
		got, err := seal.Join(parts)
		if err != nil || !got.Equal(root) || got.Source() != seal.FromShares {
			t.Errorf("joined %v: %v", parts, err)
		}
	}
}

func TestSharesRefused(t *testing.T) {
	root := seal.NewRoot()
	p, again := openShares(t, root, 3, 5), openShares(t, root, 3, 5)
	other := openShares(t, seal.NewRoot(), 3, 5)
	for name, row := range map[string]struct {
		parts []seal.Part
		want  error
	}{
		"none":                   {nil, seal.ErrFewShares},
		"two of three":           {p[:2], seal.ErrFewShares},
		"one three times":        {[]seal.Part{p[1], p[1], p[1]}, seal.ErrFewShares},
		"of another root":        {[]seal.Part{p[0], p[1], other[2]}, seal.ErrMixed},
		"of another split":       {[]seal.Part{p[0], p[1], again[2]}, seal.ErrMixed},
		"one that was changed":   {[]seal.Part{p[0], p[1], p[2].Tampered()}, seal.ErrWrongShare},
		"one more, changed":      {[]seal.Part{p[0], p[1], p[2], p[3].Tampered()}, seal.ErrWrongShare},
		"two that contradict":    {[]seal.Part{p[0], p[1], p[2], p[2].Tampered()}, seal.ErrWrongShare},
		"no part at all":         {[]seal.Part{{}, p[1], p[2]}, seal.ErrShare},
		"no part among the rest": {[]seal.Part{p[1], p[2], {}}, seal.ErrShare},
	} {
		if _, err := seal.Join(row.parts); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", name, err, row.want)
		}
	}
	who, recipients := newCustodians(t, 3)
	shares, err := seal.Split(root, 2, recipients)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(shares[0].Sealed)
	damaged[len(damaged)/2] ^= 1
	for name, row := range map[string]struct {
		sealed []byte
		by     keeper
	}{
		"another's":    {shares[0].Sealed, who[1]},
		"damaged":      {damaged, who[0]},
		"cut":          {shares[0].Sealed[:100], who[0]},
		"empty":        {nil, who[0]},
		"far too long": {bytes.Repeat(shares[0].Sealed, 50), who[0]},
	} {
		if _, err := seal.OpenShare(row.sealed, row.by.file()); !errors.Is(err, seal.ErrShare) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := seal.OpenShare(shares[0].Sealed, strings.NewReader("no identity")); !errors.Is(err, seal.ErrShare) {
		t.Errorf("no identity: %v", err)
	}
	for name, row := range map[string]struct {
		k          int
		recipients []string
	}{
		"one of three":    {1, recipients},
		"four of three":   {4, recipients},
		"one twice":       {2, []string{recipients[0], recipients[0]}},
		"not a recipient": {2, []string{recipients[0], "age1nobody"}},
		"nobody":          {2, nil},
	} {
		if _, err := seal.Split(root, row.k, row.recipients); !errors.Is(err, seal.ErrCustodians) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := seal.Split(seal.Root{}, 2, recipients); !errors.Is(err, seal.ErrCustodians) {
		t.Errorf("no root: %v", err)
	}
}

// A store opens with the root of shares as with that of a file.
func TestUnsealWithShares(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	parts := openShares(t, b.root, 2, 3)
	b.opts.Root = seal.Root{}
	b.reopen(t)
	root, err := seal.Join(parts[1:])
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Unseal(root); err != nil {
		t.Fatal(err)
	}
	b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, d.Values)
	if s := b.Status(); s.Sealed || s.Source != seal.FromShares || s.Source.String() != "shares" || s.Root != 1 {
		t.Errorf("status %+v", s)
	}
}
