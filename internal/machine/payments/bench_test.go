package payments_test

import (
	"encoding/binary"
	"strconv"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// objectID returns an id whose last three bytes are zero.
func objectID(n uint64) (id [16]byte) {
	binary.BigEndian.PutUint64(id[5:], n*0x9e3779b97f4a7c15)
	id[0] = byte(n>>40) + 1
	return id
}

// applier applies blocks of commands of one kind.
type applier struct {
	b       *testing.B
	m       *payments.Machine
	h       cmdlog.Header
	results []machine.Result
}

func (a *applier) apply(commands []machine.Command) {
	a.h = cmdlog.Header{
		Sequence: a.h.Sequence + 1, Timestamp: a.h.End() + 1,
		Span: machine.DueSpan + uint32(len(commands))*payments.EventsPerCommand, Count: uint32(len(commands)),
	}
	if len(a.results) < len(commands) {
		a.results = make([]machine.Result, len(commands))
	}
	a.m.Apply(a.h, commands, a.results[:len(commands)])
	for i := range commands {
		if r := a.results[i].Refusal; !r.OK() {
			a.b.Fatal(r.Err())
		}
	}
}

// BenchmarkCreateTrade measures Apply alone: trades made and paid into escrow by
// one command, for 10,000 merchants.
func BenchmarkCreateTrade(b *testing.B) {
	const yuan, shops, block = money.Currency(156), 10_000, 1_000
	m, err := payments.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	a := &applier{b: b, m: m}
	commands := make([]machine.Command, shops)
	for i := range commands {
		commands[i] = machine.Command{
			Kind: payments.KindMerchantCreate, ID: objectID(uint64(i)), Events: payments.EventsPerCommand,
			Caller: machine.Caller{Role: machine.RoleOperator}, Body: payments.Encode(merchant.Create{Currency: yuan}),
		}
	}
	a.apply(commands)
	b.ReportAllocs()
	n := uint64(shops)
	for left := block; b.Loop(); left-- {
		if left == block {
			b.StopTimer()
			commands = commands[:block]
			for i := range commands {
				n++
				commands[i].Kind, commands[i].ID = payments.KindTradeCreate, objectID(n)
				commands[i].Body = trade.AppendCreate(commands[i].Body[:0], &trade.Create{
					Merchant: ledger.ID(objectID(n * 0x9e37 % shops)), Order: strconv.FormatUint(n, 10),
					Amount:   money.Amount{Minor: 100_00, Currency: yuan},
					Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 100_00}},
				})
			}
			b.StartTimer()
			a.apply(commands)
		}
		if left == 1 {
			left = block + 1
		}
	}
}
