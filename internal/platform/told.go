package platform

import (
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
)

// Outside, a delivery is known by its id encrypted: whoever knows a notification's
// id may ask whether it is on its way, and the id in the state can be computed from
// what a statement shows. It is the same at every attempt, and nobody without the
// vault's keys can make one. Everything that leaves this package has that id, and
// everything that comes in.
const domainDeliveries = "deliveries"

// deliveryIDs turns ids of deliveries as they are in the state into those that are
// told, and back.
type deliveryIDs struct{ alias }

// deliveryIDs fails while the vault is sealed.
func (p *Platform) deliveryIDs() (deliveryIDs, error) {
	a, err := p.alias(domainDeliveries)
	return deliveryIDs{a}, err
}

// told returns the id by which a delivery is known outside; zero of zero.
func (c deliveryIDs) told(id ledger.ID) ledger.ID {
	if !id.IsZero() {
		c.block.Encrypt(id[:], id[:])
	}
	return id
}

// kept returns the id in the state of what told made, and of anything else an id
// that no delivery has.
func (c deliveryIDs) kept(id ledger.ID) ledger.ID {
	if !id.IsZero() {
		c.block.Decrypt(id[:], id[:])
	}
	return id
}

// known is a delivery as it is told.
func (c deliveryIDs) known(d delivery.Delivery) delivery.Delivery {
	d.ID = c.told(d.ID)
	return d
}

// toldRoom is a Room that knows deliveries by the ids that are told.
type toldRoom struct {
	delivery.Room
	ids deliveryIDs
}

// UnderWay implements delivery.Room.
func (r toldRoom) UnderWay(id ledger.ID) bool { return r.Room.UnderWay(r.ids.told(id)) }
