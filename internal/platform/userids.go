package platform

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"strconv"
	"sync"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Outside, merchants and wallets are known by 16 digits: 2088, a digit that says
// whose number it is, and eleven that are the object's dense number encrypted. The
// digits of a wallet are its own where its customer sees them; every merchant
// knows it by other digits, so that two of them cannot join what they know. Nobody
// without the vault's keys can tell which digits belong together, or how many
// there are.
const (
	userPrefix = "2088"
	appPrefix  = "2021"

	ofMerchant = '0' // a merchant
	ofWallet   = '1' // a wallet, as its own customer knows it
	ofBuyer    = '2' // a wallet, as one merchant knows it

	// aliasDigits is how many digits a number is encrypted into.
	aliasDigits = 11
	aliasBound  = 100_000_000_000 // numbers are below it
)

// RefusedUser says that nobody has the user id, or not for this caller.
var RefusedUser = errkind.Refusal{Kind: errkind.NotFound, Code: "user_not_found"}

// Party is whom a user id names: a wallet or a merchant.
type Party struct {
	Wallet   ledger.ID
	Merchant ledger.ID // one of the two is zero
}

// aliases are the ciphers of domains that were used.
type aliases struct{ byDomain sync.Map }

// cipher returns the domain's cipher.
func (p *Platform) alias(domain string) (alias, error) {
	if known, ok := p.aliases.byDomain.Load(domain); ok {
		return known.(alias), nil
	}
	key, err := p.people.vault.Pseudonym("user ids", domain)
	if err != nil {
		return alias{}, err
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return alias{}, fmt.Errorf("make cipher of user ids: %w", err)
	}
	p.aliases.byDomain.Store(domain, alias{block})
	return alias{block}, nil
}

// alias is a permutation of the numbers below aliasBound: a balanced Feistel
// network of 2 x 19 bits over AES, walked on until it is below the bound (Black
// and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
type alias struct{ block cipher.Block }

const (
	aliasHalf   = 19
	aliasMask   = 1<<aliasHalf - 1
	aliasRounds = 10
)

func (a alias) round(n int, half uint64) uint64 {
	var b [aes.BlockSize]byte
	b[0] = byte(n)
	binary.BigEndian.PutUint64(b[8:], half)
	a.block.Encrypt(b[:], b[:])
	return binary.BigEndian.Uint64(b[:]) & aliasMask
}

// digits encrypts a number into aliasDigits digits.
func (a alias) digits(n uint64) string {
	for {
		left, right := n>>aliasHalf, n&aliasMask
		for i := range aliasRounds {
			left, right = right, left^a.round(i, right)
		}
		if n = left<<aliasHalf | right; n < aliasBound {
			return fmt.Sprintf("%0*d", aliasDigits, n)
		}
	}
}

// number decrypts what digits made. Of any other text ok is false.
func (a alias) number(text string) (n uint64, ok bool) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || len(text) != aliasDigits || text[0] == '+' {
		return 0, false
	}
	for {
		left, right := n>>aliasHalf, n&aliasMask
		for i := aliasRounds - 1; i >= 0; i-- {
			left, right = right^a.round(i, left), left
		}
		if n = left<<aliasHalf | right; n < aliasBound {
			return n, true
		}
	}
}

// Domains of aliases.
const (
	domainMerchants = "merchants"
	domainWallets   = "wallets"
	domainApps      = "apps"
)

func domainBuyers(merchant ledger.ID) string { return "wallets of " + merchant.String() }

// written is a number as it is told outside.
func (p *Platform) written(domain, prefix string, class byte, n uint64) (string, error) {
	a, err := p.alias(domain)
	if err != nil {
		return "", err
	}
	return prefix + string(class) + a.digits(n), nil
}

// numberIn reads what written wrote.
func (p *Platform) numberIn(domain, prefix string, class byte, text string) (uint64, bool) {
	head := len(prefix) + 1
	if len(text) != head+aliasDigits || text[:head] != prefix+string(class) {
		return 0, false
	}
	a, err := p.alias(domain)
	if err != nil {
		return 0, false
	}
	return a.number(text[head:])
}

// appID is how an app is called outside.
func (p *Platform) appID(number uint64) (string, error) {
	return p.written(domainApps, appPrefix, ofMerchant, number)
}

// appNumber reads an app's id.
func (p *Platform) appNumber(id string) (uint64, bool) {
	return p.numberIn(domainApps, appPrefix, ofMerchant, id)
}

// sellerID returns a merchant's user id.
func (p *Platform) sellerID(merchant ledger.ID) (id string, err error) {
	number := uint64(0)
	p.view(&err, func() {
		m, _ := p.machine.Merchant(merchant)
		number = m.Number
	})
	if err != nil {
		return "", err
	}
	return p.written(domainMerchants, userPrefix, ofMerchant, number)
}

// UserID returns the user id of a wallet as the caller knows it: a merchant by
// digits that are this merchant's alone, anybody else by the wallet's own. Who may
// know of the wallet the caller's use-case has decided.
func (p *Platform) UserID(by auth.Caller, wallet ledger.ID) (id string, err error) {
	number := uint64(0)
	p.view(&err, func() {
		w, _ := p.machine.Wallet(wallet)
		number = w.Number
	})
	if err != nil {
		return "", err
	}
	if by.Role == auth.Merchant {
		return p.written(domainBuyers(ledger.ID(by.Subject)), userPrefix, ofBuyer, number)
	}
	return p.written(domainWallets, userPrefix, ofWallet, number)
}

// PartyOf returns whom a user id names for the caller: a merchant, a wallet by its
// own digits, or a wallet by the digits by which the calling merchant knows it.
func (p *Platform) PartyOf(by auth.Caller, user string) (party Party, err error) {
	if err := p.people.unsealed(); err != nil {
		return party, err
	}
	found := false
	p.view(&err, func() {
		if n, ok := p.numberIn(domainMerchants, userPrefix, ofMerchant, user); ok {
			party.Merchant, found = p.machine.MerchantNumbered(n)
		} else if n, ok := p.numberIn(domainWallets, userPrefix, ofWallet, user); ok {
			party.Wallet, found = p.machine.WalletNumbered(n)
		} else if n, ok := p.numberIn(domainBuyers(ledger.ID(by.Subject)), userPrefix, ofBuyer, user); ok && by.Role == auth.Merchant {
			party.Wallet, found = p.machine.WalletNumbered(n)
		}
	})
	if err == nil && !found {
		err = RefusedUser.Err()
	}
	return party, err
}
