package platform

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// BillFile names one of a merchant's bill files.
type BillFile struct {
	Merchant ledger.ID
	Kind     uint8  // which bill: numbers are the caller's
	Date     string // as BillSpan reads it
}

// What a bill's link holds: what it is for, until when, and a MAC of both. It keeps
// nothing.
const (
	linkHead    = 16 + 1 + 8 // merchant, kind, end
	linkTag     = 16
	linkDateMax = 10
)

// RefusedBillLink says that a link to a bill is nobody's.
var RefusedBillLink = errkind.Refusal{Kind: errkind.NotFound, Code: "bill_link_not_found"}

// BillLink returns a token that stands for a bill's file until a wall time in ns:
// whoever has it may have the file. For the bill's merchant.
func (p *Platform) BillLink(by auth.Caller, f BillFile, until int64) (string, error) {
	if err := p.mayBill(by, f.Merchant); err != nil {
		return "", err
	}
	if _, _, err := BillSpan(f.Date); err != nil {
		return "", err
	}
	b := append(f.Merchant[:], f.Kind)
	b = binary.BigEndian.AppendUint64(b, uint64(until))
	b = append(b, f.Date...)
	tag, err := p.people.vault.Pseudonym("bill links", string(b))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(b, tag[:]...)), nil
}

// BillLinked returns what BillLink made a token of. Whether its time has come is
// the caller's to see.
func (p *Platform) BillLinked(token string) (f BillFile, until int64, err error) {
	b, malformed := base64.RawURLEncoding.Strict().DecodeString(token)
	if malformed != nil || len(b) < linkHead+linkTag || len(b) > linkHead+linkDateMax+linkTag {
		return f, 0, RefusedBillLink.Err()
	}
	said, tag := b[:len(b)-linkTag], b[len(b)-linkTag:]
	genuine, err := p.people.vault.Pseudonym("bill links", string(said))
	if err != nil {
		return f, 0, err
	}
	if subtle.ConstantTimeCompare(genuine[:], tag) != 1 {
		return f, 0, RefusedBillLink.Err()
	}
	f = BillFile{Merchant: ledger.ID(said[:16]), Kind: said[16], Date: string(said[linkHead:])}
	return f, int64(binary.BigEndian.Uint64(said[17:linkHead])), nil
}
