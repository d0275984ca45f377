package history

import (
	"math/bits"

	"github.com/candorpay/candor/internal/fund"
)

// lot is what was bought and does not earn yet.
type lot struct {
	from  fund.Day // it earns from then
	minor int64
}

// position is what a user has.
type position struct {
	earning int64
	waiting [2]lot // the oldest first; one of nothing is none
}

func (p *position) total() int64 { return p.earning + p.waiting[0].minor + p.waiting[1].minor }

// confirm begins a day.
func (p *position) confirm(d fund.Day) {
	for p.waiting[0].minor != 0 && p.waiting[0].from <= d {
		p.earning += p.waiting[0].minor
		p.waiting[0], p.waiting[1] = p.waiting[1], lot{}
	}
}

// buy adds what will earn from a day on. There are never more than two such days,
// that behind the next working day and this itself, as every day is begun.
func (p *position) buy(minor int64, from fund.Day) {
	if minor < 0 {
		p.redeem(-minor)
		return
	}
	at := &p.waiting[1]
	if p.waiting[0].minor == 0 || p.waiting[0].from == from {
		at = &p.waiting[0]
	}
	at.from = from
	at.minor += minor
}

// redeem takes from what earns, then from the oldest that waits. What there is
// not is missing from what earns.
func (p *position) redeem(minor int64) {
	if minor < 0 {
		p.earning -= minor
		return
	}
	taken := min(minor, max(p.earning, 0))
	p.earning -= taken
	minor -= taken
	for i := range p.waiting {
		taken := min(minor, p.waiting[i].minor)
		p.waiting[i].minor -= taken
		minor -= taken
	}
	if p.waiting[0].minor == 0 {
		p.waiting[0], p.waiting[1] = p.waiting[1], lot{}
	}
	p.earning -= minor
}

// unbuy takes back what was bought today, as it was income.
func (p *position) unbuy(minor int64, from fund.Day) {
	for i := range p.waiting {
		if lot := &p.waiting[i]; lot.from == from && lot.minor > 0 {
			taken := min(minor, lot.minor)
			lot.minor -= taken
			minor -= taken
		}
	}
	if p.waiting[0].minor == 0 {
		p.waiting[0], p.waiting[1] = p.waiting[1], lot{}
	}
	p.earning -= minor
}

// incomeOf returns floor(units x rate / 10,000), of a rate in millionths. Less than
// no units earn nothing.
func incomeOf(units, rate int64) int64 {
	if units <= 0 {
		return 0
	}
	if rate < 0 {
		high, low := bits.Mul64(uint64(units), uint64(-rate))
		lost, rest := bits.Div64(high, low, rateUnits)
		if rest > 0 {
			lost++
		}
		return -int64(lost)
	}
	high, low := bits.Mul64(uint64(units), uint64(rate))
	earned, _ := bits.Div64(high, low, rateUnits)
	return int64(earned)
}
