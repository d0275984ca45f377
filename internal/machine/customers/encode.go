package customers

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/candorpay/candor/internal/store"
)

// encoding is the one way in which objects and most commands become bytes:
// deterministic, so that equal states are equal bytes.
var encoding = func() cbor.EncMode {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// decoding refuses what no command of ours is: tags, endless lists, depth.
var decoding = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 8, MaxArrayElements: 1 << 16,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

var errBody = errors.New("customers: malformed body")

// Encode returns the deterministic encoding of a command's body or an object: a
// Read's and a Register's own, deterministic CBOR of all others.
func Encode(v any) []byte {
	switch v := v.(type) {
	case Read:
		return v.append(nil)
	case *Read:
		return v.append(nil)
	case *Register:
		return v.append(nil)
	case Register:
		return v.append(nil)
	}
	b, err := encoding.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err)) // our own types always encode
	}
	return b
}

// Decode reads what Encode wrote of anything but a Read and a Register.
func Decode[T any](b []byte) (T, error) {
	var v T
	if err := decoding.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("decode %T: %w", v, err)
	}
	return v, nil
}

// mustDecode reads bytes that this machine itself stored.
func mustDecode[T any](b []byte) T {
	v, err := Decode[T](b)
	if err != nil {
		panic(store.Fault{Err: err})
	}
	return v
}
