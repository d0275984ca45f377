package platform_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"sync"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// peopleEnv names the data folder on which this program is to be a writer of the
// customers' half that waits to be killed.
const peopleEnv = "CANDOR_TEST_PEOPLE"

// clerks is how many goroutines of such a writer have something under way.
const clerks = 4

// deed is something that a clerk does, said before it is done, and again with what
// came of it. Of what was read it has the sequence alone.
type deed struct {
	Once     platform.Once
	Do       string
	Number   int // of the values: those of person
	External string
	ID       customer.ID // whom it is about; of a registration, who came of it

	Done     bool
	Code     string              // of a refusal, "" none
	Sequence disclosure.Sequence // of the newest row, 0 none
	Hash     [32]byte            // of that row
	Released bool                // values came, and they are the customer's
	Case     cases.Number
	Approval approval.Number
	State    approval.State
	Rows     int // that an import has taken in
}

// known is a customer whom a clerk may do something about, with the number of her
// values.
type known struct {
	ID     customer.ID
	Number int
}

// shift is what the side that kills tells a writer.
type shift struct {
	Round int // its numbers are nobody else's
	Known []known
}

// shiftFile is where it tells that.
func shiftFile(dir string) string { return dir + ".shift" }

// writePeopleUntilKilled does deeds about customers until somebody kills it.
func writePeopleUntilKilled(dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	text, err := os.ReadFile(shiftFile(dir))
	fail(err)
	var told shift
	fail(json.Unmarshal(text, &told))
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	say := func(d deed) {
		mu.Lock()
		defer mu.Unlock()
		if err := out.Encode(d); err != nil {
			os.Exit(3) // nobody listens any more
		}
	}
	say(deed{Do: "open"})
	p, err := platform.Open(dir, platform.Options{CheckpointBytes: 16 << 10, Logger: slog.New(slog.DiscardHandler)})
	fail(err)
	var group sync.WaitGroup
	for i := range clerks {
		c := &clerk{p: p, say: say, random: rand.New(rand.NewPCG(uint64(told.Round), uint64(i)))}
		c.serial = told.Round*1_000_000 + i*2 // an import takes two numbers
		for j := i; j < len(told.Known); j += clerks {
			c.known = append(c.known, told.Known[j])
		}
		group.Go(c.work)
	}
	group.Wait()
}

// clerk does deeds about customers who are its own alone.
type clerk struct {
	p      *platform.Platform
	say    func(deed)
	random *rand.Rand
	serial int
	known  []known
}

// deeds are what clerks do, the common ones more than once.
var deeds = []string{
	"register", "register", "update", "update", "read", "read", "read", "masked", "stranger", "lookup", "miss",
	"close", "erase", "import", "log", "consent",
}

func (c *clerk) work() {
	for n := 0; ; n++ {
		d := deed{Do: deeds[c.random.IntN(len(deeds))], Once: platform.Once(fmt.Sprintf("%d-%d", c.serial, n))}
		if len(c.known) == 0 {
			d.Do = "register"
		}
		d.Number = c.serial + n*2*clerks
		who := -1
		if len(c.known) > 0 {
			who = c.random.IntN(len(c.known))
			d.ID = c.known[who].ID
		}
		if d.Do == "read" || d.Do == "masked" || d.Do == "lookup" {
			d.Number = c.known[who].Number
		}
		d.External = person(d.Number).External
		c.say(d)
		d.do(c.p)
		c.say(d)
		switch {
		case d.Code != "":
		case d.Do == "register":
			c.known = append(c.known, known{d.ID, d.Number})
		case d.Do == "update":
			c.known[who].Number = d.Number
		case d.Do == "erase":
			c.known = append(c.known[:who], c.known[who+1:]...)
		}
	}
}

// do does the deed and notes what came of it. Again, with the same Once, it asks
// for the same.
func (d *deed) do(p *platform.Platform) {
	err := d.attempt(p)
	d.Done, d.Code = true, ""
	if err != nil {
		d.Code = errkind.CodeOf(err)
	}
}

func (d *deed) attempt(p *platform.Platform) error {
	ctx, by := context.Background(), auth.Candor()
	switch d.Do {
	case "register":
		v, _, err := p.RegisterCustomer(ctx, by, d.Once, person(d.Number))
		d.ID = v.ID
		return err
	case "update":
		c := platform.CustomerChange{Customer: d.ID, Values: person(d.Number).Values}
		_, _, err := p.UpdateCustomer(ctx, by, d.Once, c)
		return err
	case "read", "masked", "stranger", "close":
		return d.read(p)
	case "lookup":
		return d.look(p, phone(d.Number))
	case "miss":
		return d.look(p, "+8614100000000")
	case "erase":
		_, _, err := p.EraseCustomer(ctx, by, d.Once, d.ID)
		return err
	case "import":
		r, err := p.ImportCustomers(ctx, by, strings.NewReader(d.people()), platform.ImportOptions{Format: "csv"})
		d.Rows = int(r.Added + r.Known)
		return err
	case "log":
		r, err := p.ImportDisclosures(ctx, by, strings.NewReader(d.log(p)), platform.ImportOptions{Format: "csv"})
		d.Rows = int(r.Added + r.Known)
		return err
	case "consent":
		return d.consent(p)
	}
	panic("no such deed: " + d.Do)
}

// people is a file of two customers: the deed's number and the next one.
func (d *deed) people() string {
	var b strings.Builder
	b.WriteString("id,name,phone,region,language\n")
	for n := d.Number; n <= d.Number+1; n++ {
		fmt.Fprintf(&b, "%s,%s,%s,CN-ZJ,zh\n", person(n).External, "Somebody", phone(n))
	}
	return b.String()
}

// logRows is how many rows an access log has.
const logRows = 5

// log is an access log about the deed's customer.
func (d *deed) log(p *platform.Platform) string {
	var b strings.Builder
	b.WriteString("time,path,customer,fields,level,purpose,case\n")
	v, _ := p.Customer(context.Background(), auth.Candor(), d.ID)
	for n := range logRows {
		fmt.Fprintf(&b, "2025-01-02T03:04:%02dZ,staff:%d,%s,phone,clear,support,%d\n", n, d.Number, v.External, d.Number)
	}
	return b.String()
}

// read opens a case and reads under it; a stranger does without one.
func (d *deed) read(p *platform.Platform) error {
	ctx := context.Background()
	c, _, err := p.OpenCase(ctx, auth.Candor(), d.Once, platform.NewCase{Kind: cases.Ticket, Customer: d.ID})
	if err != nil {
		return err
	}
	d.Case = c.Number
	agent := auth.Caller{Role: auth.Staff, Subject: auth.StaffSubject(uint32(c.Assignee)), Key: [16]byte{9}}
	if d.Do == "close" {
		_, _, err := p.CloseCase(ctx, agent, d.Once+"/close", c.Number)
		return err
	}
	r := platform.ReadRequest{
		Customer: d.ID, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Case: c.Number, Purpose: disclosure.ForSupport,
	}
	if d.Do == "masked" {
		r.Level = disclosure.Masked
	}
	if d.Do == "stranger" {
		r.Case = 0
	}
	got, err := p.Read(ctx, agent, r)
	value := got.Values.Get(customer.Phone)
	d.Released = value != "" && (d.Do == "masked" || value == phone(d.Number))
	return d.seen(p, got.Sequence, err)
}

// look looks a phone up as a merchant would.
func (d *deed) look(p *platform.Platform, value string) error {
	shop := auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}, Key: [16]byte{8}}
	f, err := p.Lookup(context.Background(), shop, platform.LookupRequest{
		Field: customer.Phone, Value: value, Purpose: disclosure.ForPayment,
	})
	d.Released = len(f.Customers) == 1
	return d.seen(p, f.Sequence, err)
}

// seen notes the row of what was read.
func (d *deed) seen(p *platform.Platform, n disclosure.Sequence, err error) error {
	d.Sequence = n
	if n == 0 {
		return err
	}
	rows, rerr := p.Disclosures(context.Background(), auth.Candor(), platform.DisclosureQuery{Before: n + 1, Limit: 1})
	if rerr != nil {
		return rerr
	}
	d.Hash = rows[0].Row.Hash
	return err
}

// consent asks two for a trace, and one of them says yes or both do.
func (d *deed) consent(p *platform.Platform) error {
	ctx := context.Background()
	who := func(n staff.Number) auth.Caller {
		return auth.Caller{Role: auth.Staff, Subject: auth.StaffSubject(uint32(n)), Key: [16]byte{9}}
	}
	a, _, err := p.RequestApproval(ctx, who(1), d.Once, platform.ApprovalRequest{
		Kind: approval.Trace, Hash: sha256.Sum256([]byte(d.Once)),
	})
	for i := 0; err == nil && i <= d.Number/8%2; i++ {
		a, _, err = p.DecideApproval(ctx, who(a.Drawn[i]), platform.Once(fmt.Sprint(d.Once, "/", i)), a.Number, true)
	}
	d.Approval, d.State = a.Number, a.State
	return err
}
