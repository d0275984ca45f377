package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// numbers gives objects of a kind dense numbers from 1, in the order in which they
// were made: names that are shorter than ids, for outside.
type numbers struct {
	table *store.Table // kind and number, big-endian: id
	last  map[byte]uint64
}

// Kinds of numbered objects. Numbers are on disk.
const (
	numberedMerchant byte = 1
	numberedWallet   byte = 2
	numberedApp      byte = 3
)

func openNumbers(s *store.Store) numbers {
	n := numbers{table: s.Table("numbers"), last: map[byte]uint64{}}
	for _, kind := range []byte{numberedMerchant, numberedWallet, numberedApp} {
		n.table.Backward([]byte{kind}, []byte{kind + 1}, func(key, _ []byte) bool {
			n.last[kind] = binary.BigEndian.Uint64(key[1:])
			return false
		})
	}
	return n
}

// give gives an object the next number of its kind.
func (n numbers) give(kind byte, id ledger.ID) uint64 {
	n.last[kind]++
	n.table.Set(numberKey(kind, n.last[kind]), id[:])
	return n.last[kind]
}

// find returns the object with the number.
func (n numbers) find(kind byte, number uint64) (ledger.ID, bool) {
	b, ok := n.table.Get(numberKey(kind, number))
	if !ok {
		return ledger.ID{}, false
	}
	return ledger.ID(b), true
}

func numberKey(kind byte, number uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{kind}, number)
}

// MerchantNumbered returns the id of the merchant with the number.
func (m *Machine) MerchantNumbered(n uint64) (ledger.ID, bool) {
	return m.numbers.find(numberedMerchant, n)
}

// WalletNumbered returns the id of the wallet with the number.
func (m *Machine) WalletNumbered(n uint64) (ledger.ID, bool) {
	return m.numbers.find(numberedWallet, n)
}
