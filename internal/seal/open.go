package seal

import (
	"errors"
	"fmt"
	"sync"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// ErrReceipt is matched by every refusal of a receipt. None of them is a
// business refusal: each says that the program or its ledger is not right.
var ErrReceipt = errors.New("seal: receipt refused")

// Refusals of Open. Each matches ErrReceipt.
var (
	ErrReceiptZero       = fmt.Errorf("%w: there is none", ErrReceipt)
	ErrReceiptForeign    = fmt.Errorf("%w: its row is not of this process", ErrReceipt)
	ErrReceiptOld        = fmt.Errorf("%w: it is too old", ErrReceipt)
	ErrReceiptUnrecorded = fmt.Errorf("%w: the ledger does not hold its row", ErrReceipt)
	ErrReceiptDiffers    = fmt.Errorf("%w: the ledger holds another row in its place", ErrReceipt)
	ErrReceiptOutcome    = fmt.Errorf("%w: the disclosure was not allowed", ErrReceipt)
	ErrReceiptLevel      = fmt.Errorf("%w: its level shows no fields", ErrReceipt)
	ErrReceiptField      = fmt.Errorf("%w: a field is not in its row", ErrReceipt)
	ErrReceiptVersion    = fmt.Errorf("%w: a field is newer than its row", ErrReceipt)
	ErrReceiptUsed       = fmt.Errorf("%w: it was used before", ErrReceipt)
)

// ErrBox says that a box does not open: it is another customer's, another
// field's or version's, or damaged.
var ErrBox = errors.New("seal: a sealed value does not open for this customer, field and version")

// receiptAge is how long a receipt serves, in ns.
const receiptAge = 5_000_000_000

// Open decrypts a customer's sealed values against the receipt of their recorded
// disclosure, into into: masked if the row says so, else clear. A receipt serves
// one call, also one that fails after it was accepted; into is changed by success
// alone. No row of the ledger, no plaintext.
func (v *Vault) Open(r disclosure.Receipt, sealed []customer.Sealed, into *customer.Values) error {
	if _, err := v.unsealed(); err != nil {
		return err
	}
	row := r.Row()
	if err := v.accept(r, &row); err != nil {
		return err
	}
	for i := range sealed {
		switch {
		case sealed[i].Field >= customer.FieldCount || !row.Fields.Has(sealed[i].Field):
			return ErrReceiptField
		case sealed[i].Version > row.Version:
			return ErrReceiptVersion
		}
	}
	if err := v.used.use(r.Sequence()); err != nil {
		return err
	}
	v.high.raise(r.Sequence())
	var key [keySize]byte
	defer clear(key[:])
	s, err := v.unwrapped(uint32(row.Customer), key[:])
	switch {
	case err != nil:
		return err
	case s.state == slotErased:
		return ErrErased
	case s.state != slotCustomer:
		return ErrNoSlot
	}
	return openAll(key[:], &row, sealed, into)
}

// unwrapped returns a slot, and the data key of a customer's in key, for who
// reads. A rotation may change keys and slot between the two; then it is read
// again.
func (v *Vault) unwrapped(number uint32, key []byte) (slot, error) {
	for {
		k, err := v.unsealed()
		if err != nil {
			return slot{}, err
		}
		s, err := v.slots.read(number)
		if err != nil || !s.live() {
			return s, err
		}
		_, err = k.unwrapSlot(&s, key)
		if err == nil || v.keys.Load() == k {
			return s, err
		}
	}
}

// accept checks a receipt against the ledger.
func (v *Vault) accept(r disclosure.Receipt, row *disclosure.Row) error {
	if r == (disclosure.Receipt{}) || r.Sequence() == 0 {
		return ErrReceiptZero
	}
	if v.opts.Ledger == nil || v.opts.Clock == nil {
		return ErrReceiptUnrecorded
	}
	age := v.opts.Clock() - r.Minted()
	if r.Sequence() < v.opts.First || age < 0 {
		return ErrReceiptForeign
	}
	if age > receiptAge {
		return ErrReceiptOld
	}
	recorded, ok := v.opts.Ledger.Row(r.Sequence())
	if !ok {
		return ErrReceiptUnrecorded
	}
	if recorded != *row {
		return ErrReceiptDiffers
	}
	if row.Outcome != disclosure.Allowed {
		return ErrReceiptOutcome
	}
	switch row.Level {
	case disclosure.Masked, disclosure.Clear, disclosure.Exported:
		return nil
	case disclosure.Matched, disclosure.Ciphertext:
	}
	return ErrReceiptLevel
}

// openAll decrypts all of the boxes or changes nothing.
func openAll(key []byte, row *disclosure.Row, sealed []customer.Sealed, into *customer.Values) error {
	aead := gcm(key)
	var room [nonceSize + customer.ValueMax + tagSize]byte
	defer clear(room[:])
	opened := *into
	for i := range sealed {
		plain, err := openField(aead, row.Customer, &sealed[i], room[:])
		if err != nil {
			return err
		}
		text := string(plain)
		if row.Level == disclosure.Masked {
			text = customer.Mask(sealed[i].Field, text)
		}
		opened.Set(sealed[i].Field, text)
	}
	*into = opened
	return nil
}

// window remembers which receipts of the newest sequences were used: a bit for
// each of the last windowSize rows. A receipt of a row before those counts as too
// old, which bounds the memory whatever the rate; at 800,000 rows a second the
// window is as long as a receipt serves.
type window struct {
	mu   sync.Mutex
	top  uint64 // the newest sequence used
	bits [windowSize / 64]uint64
}

const windowSize = 1 << 22

// use marks a sequence as used, once.
func (w *window) use(s disclosure.Sequence) error {
	sequence := uint64(s)
	w.mu.Lock()
	defer w.mu.Unlock()
	if sequence > w.top {
		w.advance(sequence)
	}
	if w.top-sequence >= windowSize {
		return ErrReceiptOld
	}
	word, bit := &w.bits[sequence%windowSize/64], uint64(1)<<(sequence%64)
	if *word&bit != 0 {
		return ErrReceiptUsed
	}
	*word |= bit
	return nil
}

// advance moves the window on, clearing what comes in.
func (w *window) advance(to uint64) {
	if to-w.top >= windowSize {
		clear(w.bits[:])
		w.top = to
		return
	}
	for w.top < to {
		w.top++
		w.bits[w.top%windowSize/64] &^= 1 << (w.top % 64)
	}
}

// Pseudonym returns what a text is called within a domain: the same text has the
// same pseudonym there and unrelated ones elsewhere, and nobody without the
// store's keys can tell which.
func (v *Vault) Pseudonym(domain, text string) ([16]byte, error) {
	k, err := v.unsealed()
	if err != nil {
		return [16]byte{}, err
	}
	if len(domain) > 255 {
		return [16]byte{}, errors.New("seal: a domain has at most 255 bytes")
	}
	// The domain's length comes first, so that no two pairs meet.
	return k.pseudonym.sum(byte(len(domain)), []byte(domain), []byte(text)), nil
}

// Fingerprint returns what a request's body is compared by: a MAC, since a plain
// hash of personal data can be guessed.
func (v *Vault) Fingerprint(body []byte) ([16]byte, error) {
	k, err := v.unsealed()
	if err != nil {
		return [16]byte{}, err
	}
	return k.finger.sum(0, body), nil
}
