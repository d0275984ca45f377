package platform

import (
	"context"
	"crypto/sha256"
	"errors"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/customers"
)

// Contact is somebody whom a merchant's request names, as who receives goods or
// whose bank card is paid: no customer, and by her values nobody finds her. Token is
// the id of her record, by which the money side knows her, zero where the request
// says nothing of anybody. The values are told to nobody.
type Contact struct {
	Token  customer.ID
	values customer.Values
}

// ContactOf returns whom a merchant's request names by its reference, not kept yet:
// the same merchant's reference always has the same token. A value that can be
// nobody's is invalid_ and its field's name.
func (p *Platform) ContactOf(by auth.Caller, reference string, values customer.Values) (c Contact, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return c, err
	}
	if c.values, err = normal.Values(values, ""); err != nil || c.values.Fields() == 0 {
		return Contact{}, err
	}
	// Unlike customers' external ids these are nobody's to choose.
	sum := sha256.Sum256([]byte("candor contact\x00" + ledger.ID(by.Subject).String() + "\x00" + reference))
	c.Token = customer.ID(sum[:16])
	return c, nil
}

// KeepContact seals a contact as a record of her own, unless her token has one
// already: what a reference said first stays. There is no index of her values, so
// that she is in no lookup's and no trace's way. It waits for the outcome even if
// ctx ends.
func (p *Platform) KeepContact(ctx context.Context, c Contact) error {
	s := p.people
	if _, known := s.ordinalOf(c.Token); known || c.Token == (customer.ID{}) {
		return nil
	}
	ordinal, boxes, err := s.sealed(c.values, true)
	if err != nil {
		return err
	}
	body := customers.KeepContact{ID: c.Token, Ordinal: ordinal, Sealed: boxes}
	ctx = context.WithoutCancel(ctx) // what was sealed is kept or emptied by the outcome
	kept, _, err := sendTo[customers.ContactKept](ctx, s, request{auth.Candor(), "", customers.KindContact}, body)
	if decided(err) || err == nil && !kept.Added {
		err = errors.Join(err, s.vault.Abandon([]customer.Ordinal{ordinal}))
	}
	return err
}
