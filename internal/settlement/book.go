package settlement

import (
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Confirm confirms the settlement of the trade, once. The trade's merchant or an
// operator does it. What is in escrow is not due, unless mayRelease says that
// this merchant may release it: then the outcome asks for the release, which the
// trade itself may still refuse.
func (b *Book) Confirm(c Confirm, f Figures, mayRelease bool, act Act) (Outcome, errkind.Refusal) {
	if r := f.admit(act.By); !r.OK() {
		return Outcome{}, r
	}
	if !text(c.Request) {
		return Outcome{}, RefusedRequest
	}
	if c.Minor < 0 {
		return Outcome{}, RefusedAmount
	}
	if b.Confirmed != "" {
		return b.confirmed(c)
	}
	released, r := f.due(mayRelease)
	if !r.OK() {
		return Outcome{}, r
	}
	if c.Minor != 0 && c.Minor != released {
		return Outcome{}, RefusedMismatch
	}
	o := b.begin(EventConfirmed)
	o.Release = f.InEscrow
	o.Book.Confirmed, o.Book.ConfirmedMinor, o.Book.ConfirmedAt = c.Request, released, act.At
	return o, errkind.Refusal{}
}

// confirmed answers a confirmation of what is confirmed.
func (b *Book) confirmed(c Confirm) (Outcome, errkind.Refusal) {
	switch {
	case c.Request != b.Confirmed:
		return Outcome{}, RefusedConfirmed
	case c.Minor != 0 && c.Minor != b.ConfirmedMinor:
		return Outcome{}, RefusedDiscordant
	}
	return Outcome{Book: *b}, errkind.Refusal{}
}

// due returns what a confirmation now is about, or why there is nothing to
// confirm.
func (f *Figures) due(mayRelease bool) (int64, errkind.Refusal) {
	switch {
	case f.RefundedAny:
		return 0, RefusedRefunded
	case f.Closed:
		return 0, RefusedClosed
	case f.InEscrow && !mayRelease:
		return 0, RefusedNotDue
	case f.InEscrow:
		return f.Held, errkind.Refusal{}
	case !f.Completed:
		return 0, RefusedUnpaid
	}
	return f.Released, errkind.Refusal{}
}

// Allocate splits what was released to the merchant among receivers that it has
// bound. The trade's merchant or an operator does it. The same request with the
// same parts again is accepted and changes nothing. What the merchant does not
// have comes before what a wallet has no room for: who could ask for more than it
// has would learn by the answer how full another's wallet is.
func (b *Book) Allocate(c Allocate, f Figures, bound *Relations, p Purses, act Act) (Outcome, errkind.Refusal) {
	if r := f.admit(act.By); !r.OK() {
		return Outcome{}, r
	}
	if !text(c.Request) {
		return Outcome{}, RefusedRequest
	}
	if s, ok := b.Split(c.Request); ok {
		if s.Finish != c.Finish || !slices.Equal(s.Parts, c.Parts) {
			return Outcome{}, RefusedDiscordant
		}
		return Outcome{Book: *b}, errkind.Refusal{}
	}
	sum, r := checkParts(c.Parts, b.Merchant, bound)
	if !r.OK() {
		return Outcome{}, r
	}
	if r := b.room(f, sum); !r.OK() {
		return Outcome{}, r
	}
	if r := p.take(c.Parts, sum); !r.OK() {
		return Outcome{}, r
	}
	return b.split(c, sum, act), errkind.Refusal{}
}

// split returns the outcome of a split that nothing speaks against.
func (b *Book) split(c Allocate, sum int64, act Act) Outcome {
	o := b.begin(EventSplit)
	s := Split{ID: act.ID, Request: c.Request, At: act.At, Parts: c.Parts, Finish: c.Finish}
	o.Book.Splits = append(slices.Clip(b.Splits), s) // versions before keep theirs
	o.Book.Allocated += sum
	o.Book.Finished = c.Finish
	for _, p := range c.Parts {
		o.Movements = append(o.Movements, ledger.Movement{
			Debit:  ledger.AccountID(b.Merchant, ledger.BalanceRole),
			Credit: p.To.Account(), Minor: uint64(p.Minor), Code: ledger.TransferSplit,
		})
	}
	return o
}

// take refuses parts whose sum is not there, or for which a wallet, with all of
// its parts, has no room.
func (p Purses) take(parts []Part, sum int64) errkind.Refusal {
	if uint64(sum) > p.Available {
		return RefusedFunds
	}
	got := map[ledger.ID]uint64{}
	for _, part := range parts {
		if part.To.Kind != PartyWallet {
			continue
		}
		got[part.To.ID] += uint64(part.Minor)
		if got[part.To.ID] > p.Room[part.To.ID] {
			return RefusedRoom
		}
	}
	return errkind.Refusal{}
}

// checkParts returns the sum of the parts, or what is wrong with them.
func checkParts(parts []Part, merchant ledger.ID, bound *Relations) (int64, errkind.Refusal) {
	if len(parts) < 1 || len(parts) > PartsMax {
		return 0, RefusedParts
	}
	sum := int64(0) // of at most PartsMax amounts up to MovementMax: far from the end of int64
	for _, p := range parts {
		switch {
		case p.Minor <= 0:
			return 0, RefusedAmount
		case p.Minor > ledger.MovementMax:
			return 0, RefusedTooLarge
		case p.To.ID == merchant:
			return 0, RefusedSelf
		case !slices.Contains(bound.Receivers, p.To):
			return 0, RefusedUnbound
		}
		sum += p.Minor
	}
	return sum, errkind.Refusal{}
}

// room refuses to split sum when the trade or the splits before leave no room.
func (b *Book) room(f Figures, sum int64) errkind.Refusal {
	switch {
	case f.RefundedAny:
		return RefusedRefunded
	case !f.Completed:
		return RefusedUnsettled
	case b.Finished:
		return RefusedFinished
	case len(b.Splits) >= SplitsMax:
		return RefusedSplits
	case sum > f.Own-f.Fee-f.Refunded-b.Allocated:
		return RefusedExcess
	}
	return errkind.Refusal{}
}

// Split returns the split that a request made.
func (b *Book) Split(request string) (Split, bool) {
	i := slices.IndexFunc(b.Splits, func(s Split) bool { return s.Request == request })
	if i < 0 {
		return Split{}, false
	}
	return b.Splits[i], true
}

// begin returns an outcome that changes the book and has moved nothing yet.
func (b *Book) begin(e Event) Outcome {
	o := Outcome{Book: *b, Changed: true, Event: e}
	o.Book.Version++
	return o
}

// admit refuses whoever may not settle the trade.
func (f *Figures) admit(by ledger.Actor) errkind.Refusal {
	return mayAct(f.Merchant, by, RefusedMissing)
}

// mayAct refuses a customer, and another merchant, for whom it is as if the
// object were missing.
func mayAct(merchant ledger.ID, by ledger.Actor, missing errkind.Refusal) errkind.Refusal {
	switch by.Kind {
	case ledger.ActorSystem, ledger.ActorOperator:
		return errkind.Refusal{}
	case ledger.ActorMerchant:
		if by.ID == merchant {
			return errkind.Refusal{}
		}
	case ledger.ActorCustomer:
		return RefusedActor
	}
	return missing
}

// text reports whether s is 1 to textMax of [A-Za-z0-9_-].
func text(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return len(s) >= 1 && len(s) <= textMax
}
