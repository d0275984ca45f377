package platform

import (
	"context"
	"errors"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/seal"
)

// AttemptsPage is how many attempts of a delivery are shown, the latest first.
const AttemptsPage = 100

// DueDelivery is a delivery whose time has come, with what is needed to make it.
type DueDelivery struct {
	Delivery delivery.Delivery
	Event    payments.Event
	Wallet   string      // user id of the event's wallet, as the endpoint's merchant alone knows it; "" for none
	URL      string      // of the endpoint; "" for a notice, and where nothing is to be sent any more
	Key      EndpointKey // to sign with; none with an empty URL
}

// DeliveryView is a delivery, by the id that is told of it, with the event that it
// is about.
type DeliveryView struct {
	Delivery delivery.Delivery
	Event    payments.Event
}

// DueDeliveries returns up to limit deliveries whose time has come: of each
// merchant those for which there is room, which is not to wait for the platform;
// nil: the first two. While the vault is sealed no address can be read, and the
// error says so. Candor itself alone.
func (p *Platform) DueDeliveries(_ context.Context, by auth.Caller, limit int, room delivery.Room) ([]DueDelivery, error) {
	err := require(by)
	if err == nil {
		err = p.people.unsealed()
	}
	if err != nil {
		return nil, err
	}
	if room == nil {
		room = delivery.EachOf(2)
	}
	ids, err := p.deliveryIDs()
	if err != nil {
		return nil, err
	}
	now := p.Now()
	var list []DueDelivery
	var to []delivery.Endpoint
	p.view(&err, func() {
		for _, d := range p.machine.DueDeliveries(now, limit, toldRoom{room, ids}) {
			e, _ := p.machine.Event(d.Event)
			endpoint, _ := p.machine.Endpoint(d.Endpoint)
			list, to = append(list, DueDelivery{Delivery: ids.known(d), Event: e}), append(to, endpoint)
		}
	})
	if err != nil {
		return nil, err
	}
	for i := range to {
		if err := p.addressTo(&list[i], &to[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// addressTo says where a delivery goes, if that can be read and anything is wanted
// there. Only that nothing can be read now is an error.
func (p *Platform) addressTo(d *DueDelivery, e *delivery.Endpoint) error {
	if !e.Enabled {
		return nil
	}
	a, err := p.address(e)
	if errors.Is(err, seal.ErrSealed) {
		return err
	}
	if err != nil {
		return nil
	}
	d.URL, d.Key = a.URL, EndpointKey{e.Scheme, a.Key}
	if wallet := d.Event.Wallet; !wallet.IsZero() {
		d.Wallet, err = p.UserID(auth.Caller{Role: auth.Merchant, Subject: e.Merchant}, wallet)
	}
	return err
}

// ReportDelivery records what came of an attempt, once. Candor itself alone.
func (p *Platform) ReportDelivery(ctx context.Context, by auth.Caller, r delivery.Report) (delivery.Delivery, error) {
	if err := require(by); err != nil {
		return delivery.Delivery{}, err
	}
	ids, err := p.deliveryIDs()
	if err != nil {
		return delivery.Delivery{}, err
	}
	r.Delivery = ids.kept(r.Delivery)
	d, _, err := send[delivery.Delivery](ctx, p, request{by: by, kind: payments.KindDeliveryReport}, r)
	return ids.known(d), err
}

// Deliveries lists what a merchant's servers are or were owed, newest events
// first, behind the delivery after. A merchant sees its own. While the vault is
// sealed nobody can tell their ids, and the error says so.
func (p *Platform) Deliveries(_ context.Context, by auth.Caller, shop, after ledger.ID, limit int) (list []DeliveryView, err error) {
	if shop, err = p.ownShop(by, shop); err != nil {
		return nil, err
	}
	ids, err := p.deliveryIDs()
	if err != nil {
		return nil, err
	}
	p.view(&err, func() {
		for _, d := range p.machine.Deliveries(shop, ids.kept(after), clamp(limit)) {
			e, _ := p.machine.Event(d.Event)
			list = append(list, DeliveryView{Delivery: ids.known(d), Event: e})
		}
	})
	return list, err
}

// Delivery returns a delivery with its latest attempts, newest first, to its
// merchant and to operators.
func (p *Platform) Delivery(_ context.Context, by auth.Caller, id ledger.ID) (v DeliveryView, attempts []delivery.Attempt, err error) {
	ids, err := p.deliveryIDs()
	if err != nil {
		return v, nil, err
	}
	kept := ids.kept(id)
	p.view(&err, func() {
		d, ok := p.machine.Delivery(kept)
		if !ok || !d.Visible(actor(by)) {
			err = delivery.RefusedMissing.Err()
			return
		}
		v.Delivery = ids.known(d)
		v.Event, _ = p.machine.Event(d.Event)
		attempts = p.machine.AttemptsOf(kept, AttemptsPage)
	})
	for i := range attempts {
		attempts[i].Delivery = id
	}
	return v, attempts, err
}

// ResendDelivery asks for one more attempt at once. Operators only.
func (p *Platform) ResendDelivery(ctx context.Context, by auth.Caller, once Once, r delivery.Resend) (DeliveryView, bool, error) {
	ids, err := p.deliveryIDs()
	if err != nil {
		return DeliveryView{}, false, err
	}
	r.Delivery = ids.kept(r.Delivery)
	d, replayed, err := send[delivery.Delivery](ctx, p, request{by, once, payments.KindDeliveryResend}, r)
	v := DeliveryView{Delivery: ids.known(d)}
	if err == nil {
		p.view(&err, func() { v.Event, _ = p.machine.Event(d.Event) })
	}
	return v, replayed, err
}

// NotifyVerify reports whether a notice of the id, as 32 hexadecimal digits, is on
// its way to the merchant that has the user id partner. Once it was acknowledged
// it is void. Anybody may ask: nobody who was not sent the id can make it.
func (p *Platform) NotifyVerify(_ context.Context, partner, notice string) (known bool, err error) {
	ids, err := p.deliveryIDs()
	if err != nil {
		return false, err
	}
	id, malformed := ledger.ParseID(notice)
	if malformed != nil {
		return false, nil
	}
	p.view(&err, func() {
		d, ok := p.machine.Delivery(ids.kept(id))
		if !ok || !d.Endpoint.IsZero() || d.State == delivery.Delivered {
			return
		}
		number, ok := p.numberIn(domainMerchants, userPrefix, ofMerchant, partner)
		shop, found := p.machine.MerchantNumbered(number)
		known = ok && found && shop == d.Merchant
	})
	return known, err
}

// ownShop returns whose deliveries or endpoints the caller means: its own, or to
// operators any merchant's.
func (p *Platform) ownShop(by auth.Caller, shop ledger.ID) (ledger.ID, error) {
	if err := require(by, auth.Operator, auth.Merchant); err != nil {
		return shop, err
	}
	if by.Role != auth.Merchant {
		return shop, nil
	}
	if !shop.IsZero() && shop != ledger.ID(by.Subject) {
		return shop, merchant.RefusedMissing.Err()
	}
	return by.Subject, nil
}
