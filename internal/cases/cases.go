// Package cases is the reasons for which staff may look at a customer's data.
//
// What it promises: a reason is a live object, not a text; it names one customer
// and is assigned to one person, by draw and never by choice; what staff makes
// needs a second person; closing it ends the access.
//
// Vocabulary: a source is where a case comes from; a kind is what it is about,
// and gives the purpose of every disclosure under it; a taker is the role of
// those whom cases of a kind are assigned to.
//
//	c.Assignee = cases.Draw(random, working) // those with c.Kind.Taker()
//	refusal := c.Close(cases.Closer{Staff: 12, Roles: roles}, now)
package cases

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/staff"
)

// Number is a case, from 1.
type Number uint32

// Source is where a case comes from. Numbers are on disk.
type Source uint8

// Sources.
const (
	FromCustomer Source = 0 // a ticket, a dispute, a call verified by a code, an objection
	FromSystem   Source = 1 // an alert that no single person or merchant can cause
	FromStaff    Source = 2 // needs an approval
)

// Kind is what a case is about. Numbers are on disk.
type Kind uint8

// Kinds.
const (
	Ticket    Kind = 0
	Dispute   Kind = 1
	Call      Kind = 2
	Objection Kind = 3 // she objects to a disclosure: for the privacy officer
	Review    Kind = 4 // a routine or legal check
	Erasure   Kind = 5
	Alert     Kind = 6
)

// KindCount is how many kinds there are.
const KindCount = 7

// Case is a reason.
type Case struct {
	_        struct{} `cbor:",toarray"`
	Number   Number
	Kind     Kind
	Source   Source
	Customer customer.Ordinal
	Team     string       // whose queue it is in; "" any
	Assignee staff.Number // 0: nobody is there to take it
	Ref      [16]byte     // the trade, ticket or disclosure behind it; zero: none
	Approval uint32       // of one that staff made
	OpenedBy staff.Number // of one that staff made
	OpenedAt int64        // business time, ns
	ClosedAt int64        // 0: live
	Key      [16]byte     // of the operator or service that opened it; zero: none did
}

// Live reports whether the case still gives access.
func (c *Case) Live() bool { return c.Number != 0 && c.ClosedAt == 0 }
