package payments

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
)

// trades keeps every version of every trade in an append-only file. An index
// finds a trade's latest version by id, another its first by order number, and
// chains list a merchant's and a wallet's trades.
type trades struct {
	records *store.Records
	byID    *store.Index
	byOrder *store.Index
	owners  chains
	making  [16]byte // the order key of the trade being made
	latest  told     // of the trade that was loaded or put last
	scratch []byte
}

// told is how many events there have been about a trade.
type told struct {
	id     trade.ID
	events uint32
}

// A record is two links, a byte of marks, how many events there were about the
// trade so far in 4 bytes, and the trade. The links count only where their mark is
// set.
const (
	toldOffset   = 2*linkSize + 1
	recordHeader = toldOffset + 4
	markMerchant = 1 << 0 // the trade's first version: in the merchant's chain
	markBuyer    = 1 << 1 // the version that made the buyer known: in its chain
)

func openTrades(s *store.Store, e *objects[ends]) *trades {
	t := &trades{
		records: s.Records("trades"), byID: s.Index("trades_id"), byOrder: s.Index("trades_order"),
		owners: chains{e, ofTrades},
	}
	ids, orders := t.byID.Covered(), t.byOrder.Covered()
	t.records.Scan(min(ids, orders), func(pos, _ uint64, b []byte) bool {
		if pos >= ids {
			t.byID.Put(idIn(b), pos)
		}
		if pos >= orders {
			t.indexOrder(pos, b)
		}
		return true
	})
	return t
}

// indexOrder puts a trade's order number again, if the record is its first
// version.
func (t *trades) indexOrder(pos uint64, record []byte) {
	if record[2*linkSize]&markMerchant == 0 {
		t.byOrder.Pass(pos)
		return
	}
	v := parseTrade(record)
	t.byOrder.Put(orderKey(v.Merchant, v.Order), pos)
}

// put appends a version of a trade, about which there are so many events; before
// is the one it replaces, nil for the first, whose order key is t.making. It
// returns the version's position, and how many events there were before.
func (t *trades) put(now, before *trade.Trade, events int) (at uint64, earlier uint32) {
	if before != nil {
		earlier = t.told(now.ID)
	}
	t.latest = told{now.ID, earlier + uint32(events)}
	merchant, buyer, marks := link{none, none}, link{none, none}, byte(0)
	pos := t.records.Len()
	if before == nil {
		merchant, marks = t.owners.push(now.Merchant, pos), marks|markMerchant
	}
	known := before != nil && before.Buyer != ledger.ID{}
	if !known && now.Buyer != (ledger.ID{}) {
		buyer, marks = t.owners.push(now.Buyer, pos), marks|markBuyer
	}
	b := append(buyer.append(merchant.append(t.scratch[:0])), marks)
	t.scratch = now.Append(binary.LittleEndian.AppendUint32(b, t.latest.events))
	t.records.Append(t.scratch)
	t.index(pos, marks, now.ID)
	return pos, earlier
}

// told returns how many events there have been about a trade that exists. Who
// loaded the trade has read that along.
func (t *trades) told(id trade.ID) uint32 {
	if t.latest.id == id {
		return t.latest.events
	}
	pos, _ := t.byID.Get(id)
	return toldIn(t.records.Read(pos))
}

func toldIn(record []byte) uint32 { return binary.LittleEndian.Uint32(record[toldOffset:]) }

func (t *trades) index(pos uint64, marks byte, id trade.ID) {
	t.byID.Put(id, pos)
	if marks&markMerchant != 0 {
		t.byOrder.Put(t.making, pos)
	} else {
		t.byOrder.Pass(pos)
	}
}

// orderKey is what a merchant's order number is found by.
func orderKey(merchant ledger.ID, order string) [16]byte {
	var b [len(merchant) + trade.TextMax]byte
	copy(b[:], merchant[:])
	sum := sha256.Sum256(b[:len(merchant)+copy(b[len(merchant):], order)])
	return [16]byte(sum[:])
}

// at returns the version at a position.
func (t *trades) at(pos uint64) trade.Trade {
	return parseTrade(t.records.Read(pos))
}

// parseTrade reads the trade in a record that this machine itself wrote.
func parseTrade(record []byte) trade.Trade {
	v, err := trade.Parse(record[recordHeader:])
	if err != nil {
		panic(store.Fault{Err: err})
	}
	return v
}

// idAt returns the id of the trade whose version is at a position.
func (t *trades) idAt(pos uint64) trade.ID {
	return idIn(t.records.Read(pos))
}

func idIn(record []byte) trade.ID { return trade.ID(record[recordHeader+trade.IDOffset:][:16]) }

// get returns a trade's latest version.
func (t *trades) get(id trade.ID) (trade.Trade, bool) {
	pos, ok := t.byID.Get(id)
	if !ok {
		return trade.Trade{}, false
	}
	return t.at(pos), true
}

// load is get for Apply alone, before a change.
func (t *trades) load(id trade.ID) (trade.Trade, bool) {
	pos, ok := t.byID.Get(id)
	if !ok {
		return trade.Trade{}, false
	}
	record := t.records.Read(pos)
	t.latest = told{id, toldIn(record)}
	return parseTrade(record), true
}

// ordered returns the latest version of the merchant's trade for an order.
// The key is the two's.
func (t *trades) ordered(key [16]byte, merchant ledger.ID, order string) (trade.Trade, bool) {
	pos, ok := t.byOrder.Get(key)
	if !ok {
		return trade.Trade{}, false
	}
	first := t.at(pos)
	if first.Merchant != merchant || first.Order != order {
		return trade.Trade{}, false
	}
	return t.get(first.ID)
}

// side returns the accessor of an owner's links.
func (t *trades) side(owner ledger.ID) func(pos uint64) link {
	return func(pos uint64) link {
		b := t.records.Read(pos)
		if b[2*linkSize]&markMerchant != 0 && ledger.ID(b[recordHeader+trade.MerchantOffset:][:16]) == owner {
			return parseLink(b)
		}
		return parseLink(b[linkSize:])
	}
}

// Trade returns the trade with the id.
func (m *Machine) Trade(id trade.ID) (trade.Trade, bool) { return m.trades.get(id) }

// TradeByOrder returns the merchant's trade for an order number.
func (m *Machine) TradeByOrder(merchant ledger.ID, order string) (trade.Trade, bool) {
	return m.trades.ordered(orderKey(merchant, order), merchant, order)
}

// TradesOf returns up to limit of a merchant's or a wallet's trades made before
// the cursor (Start: from the newest), newest first, and the cursor to go on
// from; more tells whether there is anything left.
func (m *Machine) TradesOf(owner ledger.ID, before Cursor, limit int) (list []trade.Trade, next Cursor, more bool) {
	m.trades.owners.walk(owner, before, m.trades.side(owner), func(pos uint64) bool {
		if len(list) == limit {
			more = true
			return false
		}
		t, _ := m.trades.get(m.trades.idAt(pos))
		list, next = append(list, t), pos
		return true
	})
	return list, next, more
}
