package platform

import (
	"context"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/machine/payments"
)

// WriteFolder writes a data folder's marker on any file system.
var WriteFolder = writeFolder

// Owed subtracts debits from credits.
var Owed = owed

// ReadLate is Read with something done between the recording and the opening,
// which comes so much later than it does.
func (p *Platform) ReadLate(ctx context.Context, by auth.Caller, r ReadRequest, between func(), late time.Duration) (Reading, error) {
	d, err := p.people.disclose(ctx, by, customers.KindRead, customers.Read{
		Customer: r.Customer, Fields: r.Fields, Level: r.Level, Case: r.Case, Purpose: r.Purpose, Session: session(by),
	})
	if err != nil {
		return Reading{}, err
	}
	between()
	d.at -= int64(late)
	return p.people.open(r.Customer, d)
}

// SetAppAsOf is SetApp by somebody who read the app when it had the version.
func (p *Platform) SetAppAsOf(ctx context.Context, by auth.Caller, r AppChange, version uint32) error {
	app, err := p.openedApp(r.ID)
	if err != nil {
		return err
	}
	set, err := p.changeOf(app, r)
	if err != nil {
		return err
	}
	set.Version = version
	_, err = p.changedApp(ctx, command(request{by, "", payments.KindAppSet}, payments.Encode(set)))
	return err
}
