package platform_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// somebody has a value in every field; each is nobody's.
func somebody(n int) platform.NewCustomer {
	c := person(n)
	c.Values.Set(customer.NationalID, resident(fmt.Sprintf("99010119850307%03d", n%1000)))
	c.Values.Set(customer.Address, fmt.Sprintf("虚构市不存在路%d号", 100_000+n))
	c.Values.Set(customer.BirthDate, "1985-03-07")
	c.Values.Set(customer.BankAccount, fmt.Sprintf("6200990000%09d", n))
	c.Values.Set(customer.Card, luhn(fmt.Sprintf("411111%09d", n)))
	return c
}

// resident adds the last character of a Chinese resident id.
func resident(seventeen string) string {
	sum := 0
	for i, r := range seventeen {
		sum += int(r-'0') * (1 << (17 - i) % 11)
	}
	return seventeen + string("10X98765432"[sum%11])
}

// luhn adds the last digit of a card's number.
func luhn(digits string) string {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d = d*2%10 + d/5
		}
		sum += d
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}

// spoken collects what the house says: lines, errors, reasons of bad rows.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes a line.
func (s *spoken) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// heard returns all that was said, and forgets nothing.
func (s *spoken) heard() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.text.Bytes())
}

// words says an error, in every way that a line could.
func (s *spoken) words(err error) {
	fmt.Fprintf(s, "%v %+v %#v\n", err, err, err)
}

// needles are the bytes that must be nowhere: each value as text, without what
// normalising takes away, and as other encodings of files would have it.
func needles(people []platform.NewCustomer) (all map[string][]byte) {
	all = map[string][]byte{}
	for i, p := range people {
		for f := range p.Values.Fields().All() {
			v := p.Values.Get(f)
			if f == customer.BirthDate {
				continue // a day says nobody, and dates are in logs
			}
			at := fmt.Sprintf("%v of %d", f, i)
			all[at] = []byte(v)
			all[at+" in hexadecimal digits"] = []byte(hex.EncodeToString([]byte(v)))
			sum := sha256.Sum256([]byte(v)) // without a key, guesses could be tried against it
			all[at+" hashed"] = sum[:8]
			if f == customer.Phone {
				all[at+" without the country"] = []byte(strings.TrimPrefix(v, "+86"))
			}
		}
	}
	return all
}

// found says which needles are in bytes.
func found(all map[string][]byte, b []byte) (list []string) {
	for at, needle := range all {
		if bytes.Contains(b, needle) {
			list = append(list, at)
		}
	}
	return list
}

// Everything is done with people's data that can be done, rightly and wrongly;
// then none of it is in any file, line or error, but for what was sealed to the
// recipient of an export.
func TestNoPlaintext(t *testing.T) {
	outside := t.TempDir()
	temporary := filepath.Join(outside, "tmp")
	if err := os.Mkdir(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temporary)
	said := &spoken{}
	logger := slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := newHouse(t, true, platform.Options{
		Keys: filepath.Join(outside, "keys"), Anchors: []string{filepath.Join(outside, "anchor")}, Logger: logger,
	})
	var people []platform.NewCustomer
	for n := range 60 {
		people = append(people, somebody(n))
	}
	b := &busy{house: h, said: said, people: people}
	b.takeIn()
	b.look()
	b.wrong()
	exported := b.export(filepath.Join(outside, "export.age"))
	all := needles(append(people, b.more...))
	for _, when := range []string{"open", "closed", "opened again"} {
		b.search(all, when, h.dir, outside)
		switch when {
		case "open":
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
		case "closed":
			h.open()
		}
	}
	if list := found(all, said.heard()); list != nil {
		t.Errorf("it was said: %v", list)
	}
	// The search finds what is there: the export has them all, once it is open.
	if list := found(all, exported); len(list) < len(people) {
		t.Errorf("the search finds %d values in an open export", len(list))
	}
}

// busy is a house in which much is done.
type busy struct {
	*house
	said   *spoken
	people []platform.NewCustomer // the first half registers, the rest is imported
	more   []platform.NewCustomer // values that were only ever wrong, or new
	ids    []customer.ID
}

// takeIn registers, imports and changes.
func (b *busy) takeIn() {
	b.t.Helper()
	half := len(b.people) / 2
	for i, p := range b.people[:half] {
		v, _, err := b.RegisterCustomer(b.t.Context(), auth.Candor(), platform.Once(fmt.Sprint("r", i)), p)
		if err != nil {
			b.t.Fatalf("register: %v", err)
		}
		b.ids = append(b.ids, v.ID)
	}
	var file strings.Builder
	file.WriteString("id,name,national_id,phone,email,address,bank_account,card\n")
	row := func(id string, p *platform.NewCustomer) {
		v := &p.Values
		fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%s,%s,%s\n", id, v.Get(customer.Name), v.Get(customer.NationalID), v.Get(customer.Phone),
			v.Get(customer.Email), v.Get(customer.Address), v.Get(customer.BankAccount), v.Get(customer.Card))
	}
	for i := range b.people[half:] {
		row(b.people[half+i].External, &b.people[half+i])
	}
	bad := somebody(900)
	bad.Values.Set(customer.NationalID, "990101198503079999")
	bad.Values.Set(customer.Card, "4111110000009009")
	b.more = append(b.more, bad)
	row("C-bad", &bad)
	_, err := b.ImportCustomers(b.t.Context(), auth.Candor(), strings.NewReader(file.String()), platform.ImportOptions{
		Format: "csv", Bad: func(line int64, reason string) { fmt.Fprintln(b.said, line, reason) },
	})
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	fresh := somebody(901)
	b.more = append(b.more, fresh)
	if _, _, err := b.UpdateCustomer(b.t.Context(), auth.Candor(), "u", platform.CustomerChange{Customer: b.ids[0], Values: fresh.Values}); err != nil {
		b.t.Fatalf("update: %v", err)
	}
}

// look reads, looks up and traces.
func (b *busy) look() {
	b.t.Helper()
	b.enrol("agent", staff.Support)
	for i, level := range []disclosure.Level{disclosure.Clear, disclosure.Masked} {
		c, agent := b.ticket(b.ids[i+1])
		r, err := b.Read(b.t.Context(), agent, platform.ReadRequest{
			Customer: b.ids[i+1], Fields: customer.FieldsOf(customer.Name, customer.Phone), Level: level, Case: c.Number, Purpose: disclosure.ForSupport,
		})
		if err != nil {
			b.t.Fatalf("read: %v", err)
		}
		fmt.Fprintf(b.said, "%v %+v %#v\n", r, r, r) // a reading shows itself to nobody
	}
	_, agent := b.ticket(b.ids[3])
	if _, err := b.BreakGlass(b.t.Context(), agent, b.ids[3], customer.FieldsOf(customer.Phone)); err != nil {
		b.t.Fatalf("break glass: %v", err)
	}
	if seesPhone(b.house, 5) != 1 {
		b.t.Fatal("a lookup misses")
	}
	if _, err := b.LeakTrace(b.t.Context(), auth.Candor(), traceOf("phone\n"+phone(4)+"\n"+phone(777)+"\n", 0)); err != nil {
		b.t.Fatalf("trace: %v", err)
	}
}

// wrong asks for what is refused, and keeps what is said about it.
func (b *busy) wrong() {
	ctx := b.t.Context()
	for n, set := range map[customer.Field]string{
		customer.Phone: "+8614000000abc", customer.NationalID: "990101198503071111", customer.Card: "4111110000000001",
		customer.Email: "person902@@example.com",
	} {
		p := somebody(902)
		p.Values.Set(n, set)
		b.more = append(b.more, p)
		_, _, err := b.RegisterCustomer(ctx, auth.Candor(), "w", p)
		if err == nil {
			b.t.Errorf("a wrong %v is taken", n)
		}
		b.said.words(err)
		_, err = b.Lookup(ctx, auth.Caller{Role: auth.Merchant, Subject: [16]byte{9}}, platform.LookupRequest{
			Field: n, Value: set, Purpose: disclosure.ForPayment,
		})
		b.said.words(err)
	}
	_, _, err := b.RegisterCustomer(ctx, auth.Candor(), "r0", somebody(903))
	wantCode(b.t, err, "idempotency_key_reuse")
	b.more = append(b.more, somebody(903))
	b.said.words(err)
	_, err = b.reveal(b.founders[0], b.ids[0], 0)
	b.said.words(err)
	_, err = b.LeakTrace(ctx, auth.Candor(), traceOf("phone\n\""+phone(6), 0))
	b.said.words(err)
}

// export exports everybody who registered into a file, and returns what opens.
func (b *busy) export(name string) []byte {
	b.t.Helper()
	officer, mine := b.enrol("officer", staff.Privacy), identity(b.t)
	fields := customer.FieldsOf(customer.Name, customer.Phone, customer.Email)
	ask := platform.ApprovalRequest{Kind: approval.Export, Customers: b.ids, Fields: fields, Recipient: mine.Recipient().String()}
	out, err := os.Create(name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, err = b.Export(b.t.Context(), officer, platform.ExportRequest{
		Approval: b.consent(officer, ask), Customers: b.ids, Fields: fields, Recipient: ask.Recipient,
	}, out)
	if err != nil {
		b.t.Fatalf("export: %v", err)
	}
	if err := out.Close(); err != nil {
		b.t.Fatal(err)
	}
	return unsealed(b.t, name, mine)
}

// search looks for values in every file.
func (b *busy) search(all map[string][]byte, when string, dirs ...string) {
	b.t.Helper()
	files := 0
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			files++
			for _, at := range found(all, append(text, path...)) {
				b.t.Errorf("%s, %s has the %s", when, filepath.Base(path), at)
			}
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if files < 10 {
		b.t.Errorf("%s, there were %d files to search", when, files)
	}
}
