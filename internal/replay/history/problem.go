package history

import (
	"fmt"
	"math/bits"
	"strings"
)

// fault is one way in which a row is wrong.
type fault uint16

const (
	faultTwice    fault = 1 << iota // the user has several rows of the day
	faultNegative                   // an amount is below zero
	faultSplit                      // redeem is not the sum of its parts
	faultIncome                     // the stated income is not the computed one
	faultClosing                    // the stated closing is not the computed one
	faultPurchase                   // the closing is right, and the purchase is not
	faultRedeem                     // the closing is right, and the redemption is not
	faultOverdraw                   // more was redeemed than there was
	faultRate                       // units earn, and the day has no rate
)

// problem is what is wrong with a row, as a reading sees it.
type problem struct {
	faults   fault
	line     uint32
	row      row
	income   int64 // computed
	closing  int64 // computed, or before the correction
	off      int64 // what the purchase or redemption lacks; below zero: is too much
	overdraw int64
}

// weight is what a reading gets heavier by: a contradictory day, and the values
// that are wrong.
func (p *problem) weight() int {
	if p.faults == 0 {
		return 0
	}
	return dayWeight + bits.OnesCount16(uint16(p.faults))
}

// text says what is wrong, in the file's own amounts.
func (p *problem) text() string {
	var parts []string
	add := func(f fault, format string, args ...any) {
		if p.faults&f != 0 {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(faultTwice, "the day is there more than once")
	add(faultNegative, "an amount is below zero")
	add(faultSplit, "redeem is %d, its parts sum to %d", p.row.redeem, p.row.split)
	add(faultRate, "units earn, and there is no income_per_10000")
	add(faultIncome, "income is stated as %d, computed %d", p.row.income, p.income)
	add(faultClosing, "closing is stated as %d, computed %d", p.row.closing, p.closing)
	add(faultPurchase|faultRedeem, "closing is stated as %d, computed %d", p.row.closing, p.closing)
	add(faultPurchase, "%s", p.lack("purchase", "redeem"))
	add(faultRedeem, "%s", p.lack("redeem", "purchase"))
	add(faultOverdraw, "%d more is redeemed than there is", p.overdraw)
	return strings.Join(parts, "; ")
}

// lack says that a flow must be another for what follows to be true. What one lacks
// the other may have too much: to balances that is nearly the same.
func (p *problem) lack(column, other string) string {
	if p.off < 0 {
		return fmt.Sprintf("what follows agrees with it if %s is %d too high, or %s lacks as much", column, -p.off, other)
	}
	return fmt.Sprintf("what follows agrees with it if %s lacks %d, or %s is as much too high", column, p.off, other)
}
