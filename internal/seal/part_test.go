package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/seal"
)

// holder is somebody with an age key.
func holder(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// A part that travelled as bytes joins as the one that was opened.
func TestPartTravels(t *testing.T) {
	one, two := holder(t), holder(t)
	root := seal.NewRoot()
	shares, err := seal.Split(root, 2, []string{one.Recipient().String(), two.Recipient().String()})
	if err != nil {
		t.Fatal(err)
	}
	var parts []seal.Part
	for i, id := range []*age.X25519Identity{one, two} {
		p, err := seal.OpenShare(shares[i].Sealed, strings.NewReader(id.String()))
		if err != nil {
			t.Fatal(err)
		}
		b := p.Reveal()
		again, err := seal.ParsePart(b)
		if err != nil {
			t.Fatal(err)
		}
		clear(b) // it was copied
		p.Wipe()
		parts = append(parts, again)
	}
	joined, err := seal.Join(parts)
	if err != nil || !joined.Equal(root) {
		t.Errorf("the joined root is %v, %v", joined, err)
	}
}

// Whatever bytes come: they are a part and come back as they were, or none.
func FuzzParsePart(f *testing.F) {
	one, two := holder(f), holder(f)
	shares, err := seal.Split(seal.NewRoot(), 2, []string{one.Recipient().String(), two.Recipient().String()})
	if err != nil {
		f.Fatal(err)
	}
	p, err := seal.OpenShare(shares[0].Sealed, strings.NewReader(one.String()))
	if err != nil {
		f.Fatal(err)
	}
	good := p.Reveal()
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(append(bytes.Clone(good), 0))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := seal.ParsePart(b)
		if err != nil {
			if !errors.Is(err, seal.ErrShare) {
				t.Errorf("%v", err)
			}
			return
		}
		if !bytes.Equal(p.Reveal(), b) {
			t.Error("it comes back as another")
		}
	})
}
