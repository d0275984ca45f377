package platform_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

var errDisk = errors.New("the disk is gone")

// faultyLog is a command log that tells of its appends, and fails at one of them
// and for ever after.
type faultyLog struct {
	cmdlog.Log
	mu      sync.Mutex
	appends int
	armed   bool
	failAt  int  // from 1; 0: none
	persist bool // the block is on the disk all the same
	told    func(what string, n int)
	failed  bool
}

// Append implements cmdlog.Log.
func (l *faultyLog) Append(b cmdlog.Block) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed {
		return fmt.Errorf("%w: %w", cmdlog.ErrFailed, errDisk)
	}
	if !l.armed {
		return l.Log.Append(b)
	}
	l.appends++
	if l.failed = l.appends == l.failAt; l.failed && !l.persist {
		return errDisk
	}
	l.tell("before")
	if err := l.Log.Append(b); err != nil {
		return err
	}
	l.tell("behind")
	if l.failed {
		return errDisk
	}
	return nil
}

// reached reports whether the block that fails came.
func (l *faultyLog) reached() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

func (l *faultyLog) tell(what string) {
	if l.told != nil {
		l.told(what, l.appends)
	}
}

// arm begins counting appends.
func (l *faultyLog) arm() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = true
}

// scene is the folder that every row of the fault table begins with: customers 1,
// 2 and 3, and a case about the first.
type scene struct {
	dir   string
	ids   [4]customer.ID // by number; 0 is nobody
	agent auth.Caller
	about cases.Number
	rows  disclosure.Sequence
}

func newScene(t *testing.T) *scene {
	t.Helper()
	h := newHouse(t, true, quiet)
	h.enrol("agent", staff.Support)
	s := &scene{dir: h.dir}
	for n := 1; n < len(s.ids); n++ {
		s.ids[n] = h.register(n).ID
	}
	c, agent := h.ticket(s.ids[1])
	if _, err := h.reveal(agent, s.ids[1], c.Number); err != nil {
		t.Fatal(err)
	}
	s.agent, s.about, s.rows = agent, c.Number, h.lastRow().Sequence
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// feat is what a row of the fault table does.
type feat struct {
	do     func(h *house, s *scene) error // again, it does nothing more, or all once more
	done   func(h *house, s *scene) bool  // tells whether it was done, without a new row
	holds  func(h *house, s *scene) error // when it was done
	doneAt int                            // the block that makes it so; 0: its last
	keys   bool                           // it writes the key store
}

// version returns a customer's version and state.
func version(h *house, id customer.ID) (uint32, customer.State) {
	v, _ := h.Customer(h.t.Context(), auth.Candor(), id)
	return v.Version, v.State
}

// isThere wants one customer with the phone of each number.
func isThere(h *house, numbers ...int) error {
	for _, n := range numbers {
		if found := seesPhone(h, n); found != 1 {
			return fmt.Errorf("number %d is there %d times", n, found)
		}
	}
	return nil
}

var feats = map[string]feat{
	"register": {
		do: func(h *house, _ *scene) error {
			_, _, err := h.RegisterCustomer(h.t.Context(), auth.Candor(), "r", person(9))
			return err
		},
		done:  func(h *house, _ *scene) bool { return registered(h, 9) },
		holds: func(h *house, _ *scene) error { return isThere(h, 9) },
		keys:  true,
	},
	"update": {
		do: func(h *house, s *scene) error {
			_, _, err := h.UpdateCustomer(h.t.Context(), auth.Candor(), "u", platform.CustomerChange{Customer: s.ids[1], Values: person(8).Values})
			return err
		},
		done: func(h *house, s *scene) bool { n, _ := version(h, s.ids[1]); return n == 2 },
		holds: func(h *house, s *scene) error {
			r, err := h.reveal(s.agent, s.ids[1], s.about)
			if n := seesPhone(h, 1); n != 0 || err == nil && r.Values.Get(customer.Phone) != phone(8) {
				err = fmt.Errorf("the old phone finds %d", n)
			}
			return errors.Join(err, isThere(h, 8))
		},
		keys: true,
	},
	"erase": {
		do: func(h *house, s *scene) error {
			_, _, err := h.EraseCustomer(h.t.Context(), auth.Candor(), "e", s.ids[1])
			return err
		},
		done: func(h *house, s *scene) bool { _, state := version(h, s.ids[1]); return state != customer.Active },
		holds: func(h *house, s *scene) error {
			if _, err := h.reveal(s.agent, s.ids[1], s.about); err == nil || seesPhone(h, 1) != 0 {
				return errors.New("an erased customer is there")
			}
			return nil
		},
		doneAt: 1, // the second is behind it for certain
		keys:   true,
	},
	"read": {
		do: func(h *house, s *scene) error {
			r, err := h.reveal(s.agent, s.ids[1], s.about)
			if err != nil && r.Values.Fields() != 0 {
				return errors.New("shown without a record")
			}
			return err
		},
		done:  func(h *house, s *scene) bool { return h.lastRow().Sequence > s.rows },
		holds: func(h *house, _ *scene) error { return isThere(h, 1) },
	},
	"export": {
		do: func(h *house, s *scene) error {
			to, err := age.GenerateX25519Identity()
			if err != nil {
				return err
			}
			var file bytes.Buffer
			_, err = h.Export(h.t.Context(), auth.Candor(), platform.ExportRequest{
				Customers: s.ids[1:], Fields: customer.FieldsOf(customer.Phone), Recipient: to.Recipient().String(),
			}, &file)
			if _, opened := age.Decrypt(&file, to); err == nil {
				err = opened
			}
			return err
		},
		done:  func(h *house, s *scene) bool { return h.lastRow().Sequence == s.rows+3 },
		holds: func(h *house, _ *scene) error { return isThere(h, 1, 2, 3) },
	},
	"import of an access log": {
		do: func(h *house, _ *scene) error {
			log := "time,path,customer,fields,level,purpose,case\n"
			for n := 1; n <= 2; n++ {
				log += fmt.Sprintf("2025-01-02T03:04:05Z,staff:0042,%s,phone,clear,support,7\n", person(n).External)
			}
			r, err := h.ImportDisclosures(h.t.Context(), auth.Candor(), strings.NewReader(log), platform.ImportOptions{Format: "csv"})
			if err == nil && r.Added+r.Known != 2 {
				err = fmt.Errorf("%d and %d rows", r.Added, r.Known)
			}
			return err
		},
		done: func(h *house, s *scene) bool { return h.lastRow().Sequence == s.rows+2 },
		holds: func(h *house, s *scene) error {
			if last := h.lastRow().Sequence; last != s.rows+2 {
				return fmt.Errorf("the ledger ends at %d", last)
			}
			return nil
		},
		doneAt: 2, // the third says that the file is over
	},
	"import of customers": {
		do: func(h *house, _ *scene) error {
			d := deed{Number: 10}
			r, err := h.ImportCustomers(h.t.Context(), auth.Candor(), strings.NewReader(d.people()), platform.ImportOptions{Format: "csv"})
			if err == nil && r.Added+r.Known != 2 {
				err = fmt.Errorf("%d and %d customers", r.Added, r.Known)
			}
			return err
		},
		done:  func(h *house, _ *scene) bool { return registered(h, 10) && registered(h, 11) },
		holds: func(h *house, _ *scene) error { return isThere(h, 10, 11) },
		keys:  true,
	},
}

// registered reports whether the customer with a number is there.
func registered(h *house, n int) bool {
	_, err := h.Customer(h.t.Context(), auth.Candor(), platform.IDOf(person(n).External))
	return err == nil
}
