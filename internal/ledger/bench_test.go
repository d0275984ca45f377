package ledger_test

import (
	"encoding/binary"
	"runtime"
	"testing"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// BenchmarkCreateTransfers measures transfers among 10,000 accounts in full
// batches with increasing ids: the engine alone, with an index that is always
// empty, and with the rows and the index (a Go map) of a test.
func BenchmarkCreateTransfers(b *testing.B) {
	b.Run("engine", func(b *testing.B) {
		state := ledgertest.New()
		state.ByID = discard{}
		benchmarkTransfers(b, state)
	})
	b.Run("index", func(b *testing.B) { benchmarkTransfers(b, ledgertest.New()) })
}

func benchmarkTransfers(b *testing.B, state ledger.State) {
	l := ledger.Open(state)
	const accounts = 10_000
	events := make([]ledger.Account, accounts)
	for i := range events {
		events[i] = ledger.Account{ID: number(uint64(i + 1)), Ledger: 1, Code: 1}
	}
	out := make([]ledger.Outcome, accounts)
	l.CreateAccounts(1, events, out)

	batch := make([]ledger.Transfer, ledger.BatchMax)
	at, id, random := int64(accounts+1), uint64(0), uint64(1)
	b.ReportAllocs()
	b.ResetTimer()
	for done := 0; done < b.N; done += len(batch) {
		for i := range batch {
			id++
			random = random*6364136223846793005 + 1442695040888963407
			debit := random >> 33 % accounts
			batch[i] = ledger.Transfer{
				ID: number(id), DebitAccountID: number(debit + 1), CreditAccountID: number((debit+1+random>>50%(accounts-1))%accounts + 1),
				Amount: 1, Ledger: 1, Code: 1,
			}
		}
		l.CreateTransfers(at, batch, out)
		at += ledger.BatchMax
		if out[0].Code != ledger.Created || out[ledger.BatchMax-1].Code != ledger.Created {
			b.Fatalf("refused: %v", out[0].Code)
		}
	}
	b.ReportMetric(1e9*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "transfers/s")
}

// number returns the id with the number in its low bytes.
func number(n uint64) ledger.ID {
	var id ledger.ID
	binary.BigEndian.PutUint64(id[8:], n)
	return id
}

// BenchmarkCreateAccounts measures the creation of wallets' accounts in full
// batches, and what one takes in memory.
func BenchmarkCreateAccounts(b *testing.B) {
	state := ledgertest.New()
	l := ledger.Open(state)
	batch, out := make([]ledger.Account, ledger.BatchMax), make([]ledger.Outcome, ledger.BatchMax)
	before := heap()
	at, n := int64(1), uint64(0)
	b.ResetTimer()
	for n < uint64(b.N) {
		for i := range batch {
			n++
			id := number(n << 4)
			batch[i] = ledger.Account{ID: ledger.AccountID(id, ledger.WalletRole), UserData128: id, Ledger: 1, Code: ledger.AccountWallet}
		}
		l.CreateAccounts(at, batch, out)
		at += ledger.BatchMax
	}
	b.StopTimer()
	b.ReportMetric(float64(heap()-before)/float64(n), "B/account")
	runtime.KeepAlive(l)
}

// heap returns the bytes of memory that are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
