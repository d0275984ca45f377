package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// agents is how many members of staff read, so that none sends more requests a
// second than a key may. Each sees fewer customers than a budget allows in an
// hour; reading one again is recorded like the first time, and costs no budget.
const agents = 256

// perAgent is how many customers one reads: a budget's hour.
const perAgent = 20

// read is a customer whom an agent may read, and why.
type read struct {
	Customer string `json:"customer"`
	Case     uint32 `json:"case"`
	Key      string `json:"key"` // the agent's

	by auth.Caller
	id customer.ID
}

// reveal measures reads in process: decided, recorded, synced, then opened.
func (b *Bench) reveal(ctx context.Context, dir string, c Case, r *Result) error {
	return onSandbox(ctx, dir, func(p *platform.Platform) error {
		reads, err := openCases(ctx, p, c.Accounts)
		if err != nil {
			return err
		}
		m := newMeter()
		before := p.SyncedPersonal()
		took, err := b.closedLoop(ctx, c, m, func(_, first, n int) error {
			for i := first; i < first+n; i++ {
				if err := revealOne(ctx, p, reads[i%len(reads)]); err != nil {
					return err
				}
			}
			return nil
		})
		r.took(took, m)
		r.BytesSynced = p.SyncedPersonal() - before
		return errors.Join(err, countRows(ctx, p, c.Ops))
	})
}

// fields are what is read.
var fields = customer.FieldsOf(customer.Name, customer.Phone, customer.Address)

func revealOne(ctx context.Context, p *platform.Platform, r read) error {
	got, err := p.Read(ctx, r.by, platform.ReadRequest{
		Customer: r.id, Fields: fields, Level: disclosure.Clear, Case: cases.Number(r.Case), Purpose: disclosure.ForSupport,
	})
	if err == nil && got.Values.Fields() != fields {
		err = fmt.Errorf("showed %s", got.Values.Fields())
	}
	return err
}

// readsByHTTP measures the same by HTTP.
func (b *Bench) readsByHTTP(ctx context.Context, dir string, c Case, r *Result) error {
	return onSandbox(ctx, dir, func(p *platform.Platform) error {
		reads, err := openCases(ctx, p, c.Accounts)
		if err != nil {
			return err
		}
		before := p.SyncedPersonal()
		if err := b.serve(ctx, p, &loadOrder{Case: c, Reads: reads}, r); err != nil {
			return err
		}
		r.BytesSynced = p.SyncedPersonal() - before
		return countRows(ctx, p, c.Ops)
	})
}

// countRows checks that each read is a row of the ledger.
func countRows(ctx context.Context, p *platform.Platform, ops int) error {
	rows, err := p.Disclosures(ctx, auth.Candor(), platform.DisclosureQuery{Limit: 1})
	if err != nil {
		return err
	}
	if len(rows) != 1 || rows[0].Sequence != disclosure.Sequence(ops) {
		return fmt.Errorf("the ledger does not end at row %d", ops)
	}
	return nil
}

// onSandbox is on for a sandbox, in which agents can be enrolled without people
// who consent.
func onSandbox(ctx context.Context, dir string, work func(*platform.Platform) error) error {
	if _, err := platform.Init(ctx, dir, true); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return onFolder(dir, work)
}

// onFolder opens a data folder, works on it and closes it.
func onFolder(dir string, work func(*platform.Platform) error) (err error) {
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	defer func() {
		if cerr := p.Close(); cerr != nil {
			err = errors.Join(err, fmt.Errorf("close data folder: %w", cerr))
		}
	}()
	return work(p)
}

// openCases registers customers, and opens a case about each.
func openCases(ctx context.Context, p *platform.Platform, n int) (reads []read, err error) {
	callers, keys, err := hire(ctx, p)
	if err != nil {
		return nil, err
	}
	ids, opened := make([]customer.ID, n), make([]cases.Case, n)
	err = atOnce(ctx, n, func(i int) error {
		who, _, err := p.RegisterCustomer(ctx, auth.Candor(), "", person(i))
		if err != nil {
			return fmt.Errorf("register: %w", err)
		}
		ids[i] = who.ID
		opened[i], _, err = p.OpenCase(ctx, auth.Candor(), "", platform.NewCase{Kind: cases.Ticket, Customer: who.ID})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	had := map[staff.Number]int{}
	for i, c := range opened {
		if had[c.Assignee]++; had[c.Assignee] <= perAgent {
			reads = append(reads, read{
				Customer: ids[i].String(), Case: uint32(c.Number), Key: keys[c.Assignee], by: callers[c.Assignee], id: ids[i],
			})
		}
	}
	return reads, nil
}

// atOnce does something n times, many at a time.
func atOnce(ctx context.Context, n int, do func(i int) error) error {
	quiet := Bench{}
	_, err := quiet.closedLoop(ctx, Case{Ops: n, Batch: 1, Clients: min(n, openers)}, newMeter(), func(_, i, _ int) error { return do(i) })
	return err
}

// hire enrols the agents and gives each a key.
func hire(ctx context.Context, p *platform.Platform) (map[staff.Number]auth.Caller, map[staff.Number]string, error) {
	var mu sync.Mutex
	callers, keys := map[staff.Number]auth.Caller{}, map[staff.Number]string{}
	err := atOnce(ctx, agents, func(i int) error {
		n := platform.NewMember{Handle: fmt.Sprintf("agent-%d", i), Roles: staff.Roles(0).With(staff.Support)}
		m, _, err := p.EnrolStaff(ctx, auth.Candor(), "", n)
		if err != nil {
			return fmt.Errorf("enrol: %w", err)
		}
		k, _, err := p.CreateStaffKey(ctx, auth.Candor(), "", platform.StaffKeyRequest{Owner: m.Number})
		if err != nil {
			return fmt.Errorf("make key: %w", err)
		}
		by, err := p.Authenticate(k.Secret.Reveal())
		mu.Lock()
		defer mu.Unlock()
		callers[m.Number], keys[m.Number] = by, k.Secret.Reveal()
		return err
	})
	return callers, keys, err
}

// person is somebody who is not: no operator has the prefix of her phone number.
func person(i int) platform.NewCustomer {
	c := platform.NewCustomer{External: fmt.Sprintf("C%09d", i), Region: "CN-ZJ", Language: "zh"}
	c.Values.Set(customer.Name, "样"+string(rune(0x4e00+i%8000)))
	c.Values.Set(customer.Phone, fmt.Sprintf("+86140%08d", i))
	c.Values.Set(customer.Email, fmt.Sprintf("person%d@example.com", i))
	c.Values.Set(customer.Address, fmt.Sprintf("浙江省杭州市样本路%d号", i))
	c.Values.Set(customer.BirthDate, fmt.Sprintf("%d-%02d-%02d", 1950+i%50, 1+i%12, 1+i%28))
	return c
}
