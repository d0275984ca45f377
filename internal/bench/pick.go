package bench

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/candorpay/candor/internal/ledger"
)

// The seeds of a run: the same case makes the same load.
const seed = 0x00c0_ffee

// zipfExponent is how fast the popularity of accounts falls.
const zipfExponent = 1.1

// zipfDrawn is how many picks are drawn beforehand: Zipf's law costs more to
// draw from than a transfer costs to make.
const zipfDrawn = 1 << 18

// picker picks the accounts of operations. Each client has its own.
type picker struct {
	accounts uint64
	skew     Skew
	random   *rand.PCG
	drawn    []uint32 // with Zipf, shared by all clients
}

// newPickers returns a picker for each client of the case.
func newPickers(c Case) []picker {
	var drawn []uint32
	if c.Skew == Zipf {
		law := rand.NewZipf(rand.New(rand.NewPCG(seed, 0)), zipfExponent, 1, uint64(c.Accounts-1))
		drawn = make([]uint32, zipfDrawn)
		for i := range drawn {
			drawn[i] = uint32(law.Uint64())
		}
	}
	pickers := make([]picker, c.Clients)
	for i := range pickers {
		pickers[i] = picker{uint64(c.Accounts), c.Skew, rand.NewPCG(seed, uint64(i)+1), drawn}
	}
	return pickers
}

// below returns a number below n, which is below 2^32.
func (p *picker) below(n uint64) uint32 { return uint32(p.random.Uint64() >> 32 * n >> 32) }

// one returns the number of an account, from zero.
func (p *picker) one() uint32 {
	switch p.skew {
	case Zipf:
		return p.drawn[p.below(uint64(len(p.drawn)))]
	case One:
		return 0
	case Uniform:
	}
	return p.below(p.accounts)
}

// pair returns the numbers of two different accounts.
func (p *picker) pair() (debit, credit uint32) {
	credit = p.one()
	if p.skew == One {
		return 1 + p.below(p.accounts-1), credit
	}
	for debit = p.one(); debit == credit; {
		debit = p.one()
	}
	return debit, credit
}

// accountID returns the id of the account with the number.
func accountID(n uint32) (id ledger.ID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n)+1)
	return id
}

// transferID returns the id of the n-th transfer: as drawn in sequence, one more
// each time, or anywhere, each still different from all others.
func transferID(n int, random bool) (id ledger.ID) {
	hi, lo := uint64(1)<<60, uint64(n)+1
	if random {
		hi, lo = scatter(lo), scatter(lo^seed)
	}
	binary.BigEndian.PutUint64(id[:], hi)
	binary.BigEndian.PutUint64(id[8:], lo)
	return id
}

// scatter is a permutation of the 64-bit numbers (the finalizer of SplitMix64,
// Steele, Lea and Flood 2014).
func scatter(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
