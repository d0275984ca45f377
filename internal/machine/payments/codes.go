package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
)

// codes are the payment codes that were not used, by hash, and each wallet's. What
// is over goes when its wallet asks for the next one, so that a wallet never has
// more than wallet.CodesMax.
type codes struct {
	byHash *store.Table // hash: encoded wallet.Code
	of     *store.Table // keys: wallet, hash
}

func openCodes(s *store.Store) codes {
	return codes{byHash: s.Table("codes"), of: s.Table("codes_of")}
}

// find returns the code with the hash.
func (c codes) find(hash [16]byte) (wallet.Code, bool) {
	b, ok := c.byHash.Get(hash[:])
	if !ok {
		return wallet.Code{}, false
	}
	return mustDecode[wallet.Code](b), true
}

// remove forgets a code.
func (c codes) remove(owner ledger.ID, hash [16]byte) {
	c.byHash.Delete(hash[:])
	c.of.Delete(append(owner[:], hash[:]...))
}

// prune forgets a wallet's codes that are over and returns how many are left.
func (c codes) prune(owner ledger.ID, at int64) (live int) {
	var over [][16]byte
	c.of.Range(owner[:], nil, func(key, _ []byte) bool {
		if ledger.ID(key[:16]) != owner {
			return false
		}
		hash := [16]byte(key[16:])
		if code, ok := c.find(hash); ok && code.Good(at) {
			live++
		} else {
			over = append(over, hash)
		}
		return true
	})
	for _, hash := range over {
		c.remove(owner, hash)
	}
	return live
}

func (m *Machine) issueCode(c *machine.Command, cmd wallet.IssueCode, at int64) (wallet.Code, errkind.Refusal) {
	w, ok := m.wallets.load(cmd.Wallet)
	if !ok || !w.Visible(m.actor(c, cmd.Wallet)) {
		return wallet.Code{}, wallet.RefusedMissing
	}
	code, r := w.Issue(m.codes.prune(w.ID, at), m.actor(c, cmd.Wallet), at)
	if !r.OK() {
		return wallet.Code{}, r
	}
	if _, taken := m.codes.find(cmd.Hash); taken {
		return wallet.Code{}, wallet.RefusedCode // of the same digits: another try draws others
	}
	m.codes.byHash.Set(cmd.Hash[:], Encode(code))
	m.codes.of.Set(append(w.ID[:], cmd.Hash[:]...), nil)
	return code, errkind.Refusal{}
}

// takeCode uses a payment code up and returns the wallet that it stands for.
func (m *Machine) takeCode(hash [16]byte, at int64) (ledger.ID, errkind.Refusal) {
	code, ok := m.codes.find(hash)
	if !ok || !code.Good(at) {
		return ledger.ID{}, wallet.RefusedCode
	}
	m.codes.remove(code.Wallet, hash)
	return code.Wallet, errkind.Refusal{}
}

// payByCode pays a trade for the merchant that was shown a payment code: the
// customer's consent is the code.
func payByCode(
	m *Machine, t *trade.Trade, cmd trade.PayByCode, by ledger.Actor, at int64,
) (trade.Outcome, errkind.Refusal) {
	if !t.Visible(by) {
		return trade.Outcome{}, trade.RefusedMissing
	}
	if r := t.Payable(at); !r.OK() {
		return trade.Outcome{}, r
	}
	payer, r := m.takeCode(cmd.Code, at)
	if !r.OK() {
		return trade.Outcome{}, r
	}
	return t.Pay(trade.Pay{
		Trade: t.ID, Buyer: payer,
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: payer, Minor: t.Amount.Minor}},
	}, ledger.Actor{Kind: ledger.ActorCustomer, ID: payer}, at)
}
