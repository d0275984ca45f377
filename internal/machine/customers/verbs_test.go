package customers_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// keyed gives the command an idempotency key, as the platform does.
func keyed(c machine.Command, key string) machine.Command {
	if key == "" {
		return c
	}
	sum := sha256.Sum256(append(append(binary.BigEndian.AppendUint16(nil, uint16(c.Kind)), c.Caller.ID[:]...), key...))
	body := sha256.Sum256(c.Body)
	c.Key, c.Fingerprint = [16]byte(sum[:]), [16]byte(body[:])
	return c
}

// caller returns who gives the command, by its key "by": a member by her handle,
// service:NAME, merchant:NAME, customer:NAME, operator, or Candor itself.
func (d *desk) caller(w ledgertest.Words) machine.Caller {
	kind, name, _ := strings.Cut(w.Get("by"), ":")
	switch kind {
	case "":
		return system
	case "operator":
		return machine.Caller{Role: machine.RoleOperator, ID: named("operator")}
	case "merchant":
		return machine.Caller{Role: machine.RoleMerchant, ID: named(name)}
	case "customer":
		return machine.Caller{Role: machine.RoleCustomer, ID: named(name)}
	case "service":
		return machine.Caller{Role: machine.RoleService, ID: d.services[name]}
	}
	return member(d.number(kind))
}

func (d *desk) number(handle string) staff.Number {
	if n, ok := d.people[handle]; ok {
		return n
	}
	return 999
}

// ordinal returns the ordinal of a customer by name: c7 has 7.
func (d *desk) ordinal(name string) customer.Ordinal {
	n, err := strconv.Atoi(strings.TrimPrefix(name, "c"))
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return customer.Ordinal(n)
}

func (d *desk) uint(text string) uint32 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return uint32(n)
}

func (d *desk) fields(w ledgertest.Words) customer.Fields {
	text := w.Get("fields")
	if text == "" {
		return 0
	}
	f, ok := customer.ParseFields(text, ",")
	if !ok {
		d.t.Fatalf("fields %q", text)
	}
	return f
}

func (d *desk) purpose(w ledgertest.Words) disclosure.Purpose {
	p, ok := disclosure.ParsePurpose(w.Get("for"))
	if !ok {
		return disclosure.ForSupport
	}
	return p
}

func (d *desk) level(w ledgertest.Words) disclosure.Level {
	l, ok := disclosure.ParseLevel(w.Get("level"))
	if !ok {
		return disclosure.Clear
	}
	return l
}

func (d *desk) roles(w ledgertest.Words) staff.Roles {
	r, ok := staff.ParseRoles(w.Get("roles"))
	if !ok {
		return 1 << 15
	}
	return r
}

func (d *desk) approval(w ledgertest.Words) approval.Number {
	return approval.Number(d.uint(w.Get("approval")))
}

// set returns the customers named by a key as commands have them.
func (d *desk) set(text string) []byte {
	set := roaring.New()
	for name := range strings.SplitSeq(text, ",") {
		if name != "" {
			set.Add(uint32(d.ordinal(name)))
		}
	}
	return customers.PackSet(set)
}

// verb is a story's command: its kind, and its body from the words.
type verb struct {
	kind machine.Kind
	body func(d *desk, w ledgertest.Words) any
}

var caseKinds = func(w ledgertest.Words) cases.Kind {
	k, ok := cases.ParseKind(w.Get("kind"))
	if !ok {
		return cases.Ticket
	}
	return k
}

// verbs of a story. Most are followed by whom they are about.
var verbs = map[string]verb{
	"found": {customers.KindFound, func(_ *desk, w ledgertest.Words) any {
		handles := strings.Split(w.Get("handles"), ",")
		return customers.Found{Handles: handles, Policy: policy("first"), Sandbox: w.Get("sandbox") == "yes"}
	}},
	"policy": {customers.KindPolicy, func(d *desk, w ledgertest.Words) any {
		p := policy(w[1])
		p.Approval = d.approval(w)
		return p
	}},
	"budgets": {customers.KindBudget, func(d *desk, w ledgertest.Words) any {
		b := customers.SetBudgets{Budgets: disclosure.DefaultBudgets(), Approval: d.approval(w)}
		n := d.uint(w.Get("support"))
		b.Budgets[staff.Support][disclosure.CountClear] = disclosure.Limits{n, n, n, n}
		return b
	}},
	"clock": {customers.KindClock, func(d *desk, w ledgertest.Words) any {
		return customers.ConfirmClock{Approval: d.approval(w)}
	}},
	"enrol": {customers.KindEnrol, func(d *desk, w ledgertest.Words) any {
		return customers.Enrol{
			Handle: w[1], Person: named(w.Get("person")), Roles: d.roles(w), Team: w.Get("team"),
			Provisioned: w.Get("provisioned") == "yes", Approval: d.approval(w),
		}
	}},
	"roles": {customers.KindRoles, func(d *desk, w ledgertest.Words) any {
		return customers.SetRoles{Number: d.number(w[1]), Roles: d.roles(w), Team: w.Get("team"), Approval: d.approval(w)}
	}},
	"revoke": {customers.KindRevoke, func(d *desk, w ledgertest.Words) any {
		return customers.Revoke{Number: d.number(w[1])}
	}},
	"reinstate": {customers.KindReinstate, func(d *desk, w ledgertest.Words) any {
		return customers.Reinstate{Number: d.number(w[1]), Approval: d.approval(w)}
	}},
	"key": {customers.KindKeyCreate, func(d *desk, w ledgertest.Words) any {
		return customers.CreateKey{Owner: d.number(w[1]), Service: w.Get("service"), Approval: d.approval(w)}
	}},
	"revoke_key": {customers.KindKeyRevoke, func(d *desk, w ledgertest.Words) any {
		return customers.RevokeKey{ID: d.services[w[1]]}
	}},
	"case": {customers.KindCaseOpen, func(d *desk, w ledgertest.Words) any {
		return customers.OpenCase{
			Kind: caseKinds(w), Customer: named(w[1]), Team: w.Get("team"), Ref: named(w.Get("ref")), Random: d.random(),
			Approval: d.approval(w),
		}
	}},
	"close": {customers.KindCaseClose, func(d *desk, w ledgertest.Words) any {
		return customers.CloseCase{Number: cases.Number(d.uint(w[1]))}
	}},
	"relay": {customers.KindRelay, func(d *desk, w ledgertest.Words) any {
		r := customers.Relay{From: uint64(d.uint(w.Get("from"))), Cursor: uint64(d.uint(w.Get("to")))}
		for _, pair := range list(w.Get("opens")) {
			name, ref, _ := strings.Cut(pair, ":")
			r.Cases = append(r.Cases, customers.OpenCase{Customer: named(name), Ref: named(ref), Random: d.random()})
		}
		for _, ref := range list(w.Get("closes")) {
			r.Closes = append(r.Closes, named(ref))
		}
		return r
	}},
	"decide": {customers.KindDecide, func(d *desk, w ledgertest.Words) any {
		return customers.DecideApproval{Number: approval.Number(d.uint(w[1])), Yes: w[2] == "yes"}
	}},
	"withdraw": {customers.KindWithdraw, func(d *desk, w ledgertest.Words) any {
		return customers.WithdrawApproval{Number: approval.Number(d.uint(w[1]))}
	}},
	"register": {customers.KindRegister, func(d *desk, w ledgertest.Words) any {
		var r customers.Register
		for _, name := range w[1:] {
			if strings.Contains(name, "=") {
				continue
			}
			n := customers.NewCustomer{ID: named(name), Ordinal: d.ordinal(name), Region: w.Get("region")}
			for f := range d.fields(w).All() {
				n.Sealed = append(n.Sealed, box(f, 1))
			}
			r.Customers = append(r.Customers, n)
		}
		return r
	}},
	"contact": {customers.KindContact, func(d *desk, w ledgertest.Words) any {
		c := customers.KeepContact{ID: named(w[1]), Ordinal: d.ordinal(w[1])}
		for f := range d.fields(w).All() {
			c.Sealed = append(c.Sealed, box(f, 1))
		}
		return c
	}},
	"update": {customers.KindUpdate, func(d *desk, w ledgertest.Words) any {
		u := customers.Update{Customer: named(w[1]), Version: d.uint(w.Get("version"))}
		for f := range d.fields(w).All() {
			u.Sealed = append(u.Sealed, box(f, u.Version))
		}
		u.Removed, _ = customer.ParseFields(w.Get("removed"), ",")
		if region := w.Get("region"); region != "" {
			u.Region = &region
		}
		return u
	}},
	"erase": {customers.KindErase, func(d *desk, w ledgertest.Words) any {
		return customers.Erase{Customer: named(w[1]), Due: d.wall + d.span(w.Get("in"))}
	}},
	"erased": {customers.KindErased, func(_ *desk, w ledgertest.Words) any { return customers.Erased{Customer: named(w[1])} }},
	"read": {customers.KindRead, func(d *desk, w ledgertest.Words) any {
		return customers.Read{
			Customer: named(w[1]), Fields: d.fields(w), Level: d.level(w), Case: cases.Number(d.uint(w.Get("case"))),
			Purpose: d.purpose(w), Session: 7, Approval: d.approval(w),
		}
	}},
	"lookup": {customers.KindLookup, func(d *desk, w ledgertest.Words) any {
		l := customers.Lookup{Purpose: d.purpose(w), Case: cases.Number(d.uint(w.Get("case")))}
		l.Field, _ = customer.ParseField(w[1])
		for _, name := range list(w.Get("found")) {
			l.Found = append(l.Found, d.ordinal(name))
		}
		return l
	}},
	"emergency": {customers.KindEmergency, func(d *desk, w ledgertest.Words) any {
		return customers.Emergency{Customer: named(w[1]), Fields: d.fields(w), Random: d.random()}
	}},
	"export": {customers.KindExport, func(d *desk, w ledgertest.Words) any {
		return customers.ExportRows{
			Approval: d.approval(w), Fields: d.fields(w), Recipient: w.Get("to"),
			Subject: customers.ExportSubject(d.set(w.Get("subjects")), d.fields(w), w.Get("to")),
			From:    d.uint(w.Get("from")), Count: d.uint(w.Get("count")),
		}
	}},
	"trace": {customers.KindTrace, func(d *desk, w ledgertest.Words) any {
		return customers.RecordTrace{Dump: sha256.Sum256([]byte(w[1])), Rows: 9, Matched: 8, Approval: d.approval(w)}
	}},
	"backup": {customers.KindBackup, func(_ *desk, w ledgertest.Words) any { return customers.RecordBackup{Name: w[1]} }},
	"import": {customers.KindImport, (*desk).importing},
	"gap": {customers.KindGap, func(d *desk, w ledgertest.Words) any {
		return customers.Gap{To: disclosure.Sequence(d.uint(w.Get("to")))}
	}},
	"incident": {customers.KindIncident, func(d *desk, w ledgertest.Words) any {
		return customers.OpenIncident{Title: w[1], Set: d.set(w.Get("set"))}
	}},
	"affected": {customers.KindAffected, func(d *desk, w ledgertest.Words) any {
		return customers.AddAffected{Incident: d.uint(w[1]), Set: d.set(w.Get("set"))}
	}},
	"act": {customers.KindAct, func(d *desk, w ledgertest.Words) any {
		return customers.ActIncident{Incident: d.uint(w[1]), Kind: map[string]customers.ActKind{"notices": 1, "closed": 2}[w.Get("kind")]}
	}},
	"notices": {customers.KindNotice, func(d *desk, w ledgertest.Words) any {
		return customers.DeliverNotices{Incident: d.uint(w[1]), Delivered: d.set(w.Get("arrived")), Failed: d.set(w.Get("lost"))}
	}},
}

// asking is a request for consent to what the rest of the line would do.
func (d *desk) asking(w ledgertest.Words) any {
	r := customers.RequestApproval{Random: d.random(), Summary: []byte(`{}`)}
	if about := w.Get("about"); about != "" {
		r.About = d.number(about)
	}
	switch rest := w[1:]; rest[0] {
	case "bulk":
		r.Kind, r.Subjects = approval.Bulk, d.set(w.Get("subjects"))
		r.Subject = customers.BulkSubject(r.Subjects, d.fields(w))
	case "export":
		r.Kind, r.Subjects = approval.Export, d.set(w.Get("subjects"))
		r.Subject = customers.ExportSubject(r.Subjects, d.fields(w), w.Get("to"))
	default:
		switch b := verbs[rest[0]].body(d, rest).(type) {
		case customers.SetPolicy:
			r.Kind, r.Subject = approval.Policy, b.Subject()
		case customers.SetBudgets:
			r.Kind, r.Subject = approval.Budget, b.Subject()
		case customers.ConfirmClock:
			r.Kind, r.Subject = approval.Clock, b.Subject()
		case customers.Enrol:
			r.Kind, r.Subject = approval.Roles, b.Subject()
		case customers.SetRoles:
			r.Kind, r.Subject = approval.Roles, b.Subject()
		case customers.Reinstate:
			r.Kind, r.Subject, r.About = approval.Reinstate, b.Subject(), b.Number
		case customers.CreateKey:
			r.Kind, r.Subject, r.About = approval.FirstKey, b.Subject(), b.Owner
		case customers.OpenCase:
			r.Kind, r.Subject = approval.OpenCase, b.Subject()
		case customers.RecordTrace:
			r.Kind, r.Subject = approval.Trace, b.Subject()
		case customers.ImportRows:
			r.Kind, r.Subject = approval.Import, b.Subject()
		default:
			d.t.Fatalf("nothing to consent to in %v", w)
		}
	}
	return r
}

// importing is a part of a file: its rows are path:customer, a line each.
func (d *desk) importing(w ledgertest.Words) any {
	i := customers.ImportRows{
		File: sha256.Sum256([]byte(w[1])), From: uint64(d.uint(w.Get("from"))), Approval: d.approval(w),
		Paths: []string{"staff:a", "staff:b", "service:c"}, Last: w.Get("last") == "yes",
	}
	for _, row := range list(w.Get("rows")) {
		path, name, _ := strings.Cut(row, ":")
		i.Rows = customers.PackImport(i.Rows, customers.ImportRow{
			Time: int64(i.Lines), Path: d.uint(path), Customer: d.ordinal(name), Fields: customer.FieldsOf(customer.Phone),
			Level: disclosure.Clear, Purpose: disclosure.ForOther, Case: 3,
		})
		i.Lines++
	}
	return i
}

// shows are a story's commands that only look, or let time pass.
var shows = map[string]func(*desk, ledgertest.Words) []string{
	"wait": func(d *desk, w ledgertest.Words) []string {
		d.wait(d.span(w[1]))
		return nil
	},
	"jump": func(d *desk, w ledgertest.Words) []string {
		d.wall += d.span(w[1])
		return nil
	},
	"restart": func(d *desk, _ ledgertest.Words) []string {
		d.reopen()
		return nil
	},
	"grant": func(d *desk, w ledgertest.Words) (lines []string) {
		n := approval.Number(d.uint(w[1]))
		var a approval.Approval
		d.view(func(m *customers.Machine) { a, _ = m.Approval(n) })
		d.grant(a)
		d.view(func(m *customers.Machine) { a, _ = m.Approval(n) })
		return []string{d.request(&a)}
	},
	"held": func(d *desk, _ ledgertest.Words) (lines []string) {
		d.view(func(m *customers.Machine) {
			lines = append(lines, fmt.Sprintf("held=%v", m.ClockHeld()))
		})
		return lines
	},
	"show": (*desk).show,
}

// show tells what there is of something.
func (d *desk) show(w ledgertest.Words) (lines []string) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	d.view(func(m *customers.Machine) {
		switch w[1] {
		case "approvals":
			m.Approvals(0, func(a approval.Approval) bool {
				say("%s", d.request(&a))
				return true
			})
		case "cases":
			m.CasesAll(0, func(k cases.Case) bool {
				say("%s", d.describe(w, k))
				return true
			})
		case "budget":
			path, err := disclosure.ParsePath(w[2])
			if err != nil {
				d.t.Fatalf("%v", err)
			}
			n, _ := m.PathNumber(path)
			spent := m.Tallies(n, d.wall)
			say("clear %v masked %v missed %v emergency %v", spent[0], spent[1], spent[2], spent[3])
		case "customer":
			rec, ok := m.Record(named(w[2]))
			say("%v version %d %s [%s] in %q, nothing before %v", ok, rec.Version, rec.State, rec.Fields(), rec.Region, rec.EraseDue != 0)
		case "people":
			registered, erased := m.Population()
			names, counts := m.Regions()
			var due, gone []customer.Ordinal
			m.ErasuresDue(0, func(o customer.Ordinal) bool { due = append(due, o); return true })
			m.Erased(func(o customer.Ordinal) bool { gone = append(gone, o); return true })
			more := ""
			if n := m.Contacts(); n > 0 {
				more = fmt.Sprintf(" and %d contacts", n)
			}
			say("%d registered %d erased %q %v due %v gone %v%s", registered, erased, names, counts, due, gone, more)
		case "keys":
			for _, k := range m.KeysOf(d.number(w[2])) {
				say("service=%q revoked=%v", k.Service, k.Revoked)
			}
		case "incident":
			i, _ := m.Incident(d.uint(w[2]))
			say("%s affected %v delivered %v failed %v", i.Title, members(d, i.Set), members(d, i.Delivered), members(d, i.Failed))
		default:
			d.t.Fatalf("nothing to show in %v", w)
		}
	})
	return lines
}

func members(d *desk, b []byte) []uint32 {
	set, err := customers.UnpackSet(b)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return set.ToArray()
}

// span reads a length of time; a number of days is written 3d.
func (d *desk) span(text string) int64 {
	d.t.Helper()
	if text == "" {
		return 0
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		return int64(d.uint(days)) * day
	}
	span, err := time.ParseDuration(text)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return int64(span)
}

func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
