package disclosure_test

import (
	"testing"

	"github.com/candorpay/candor/internal/disclosure"
)

// What opens data compares a receipt with the zero one and with the durable row.
func TestReceipt(t *testing.T) {
	row := sample()
	r := disclosure.MintReceipt(17, row, 5)
	if r == (disclosure.Receipt{}) {
		t.Error("a minted receipt equals nobody's")
	}
	if r.Sequence() != 17 || r.Row() != row || r.Minted() != 5 {
		t.Errorf("the receipt says row %d, minted at %d; want 17 at 5 and the row it was minted of", r.Sequence(), r.Minted())
	}
	if got := r.String(); got != "receipt of row 17" {
		t.Errorf("String() = %q", got)
	}
	var none disclosure.Receipt
	if none != (disclosure.Receipt{}) || none.String() != "no receipt" {
		t.Errorf("the zero receipt is %q", none)
	}
	if again := disclosure.MintReceipt(17, row, 6); again == r {
		t.Error("two receipts of one row are one")
	}
	row.Fields++
	if other := disclosure.MintReceipt(17, row, 5); other == r {
		t.Error("receipts of different rows are equal")
	}
}
