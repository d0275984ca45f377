package platform

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/pki"
	"github.com/candorpay/candor/internal/seal"
)

// gatewaySecret is the vault's name of the gateway's keys.
const gatewaySecret = "gateway"

// gateway holds the gateway's authority once it was asked for.
type gateway struct {
	making sync.Mutex
	ready  atomic.Pointer[pki.Authority]
}

// Authority returns the keys and certificates of this installation's gateway. They
// are made when they are first asked for, with the first app at the latest, and
// durable before anybody sees them; they stay the same through rotations of the
// root key and restores of a backup that has them. It is seal.ErrSealed while the
// vault is, and ErrGatewayLost when they were there and are not any more.
func (p *Platform) Authority() (*pki.Authority, error) {
	if a := p.gateway.ready.Load(); a != nil {
		return a, nil
	}
	p.gateway.making.Lock()
	defer p.gateway.making.Unlock()
	if a := p.gateway.ready.Load(); a != nil {
		return a, nil
	}
	a, err := p.loadAuthority()
	if err != nil {
		return nil, fmt.Errorf("open the gateway's keys: %w", err)
	}
	p.gateway.ready.Store(a)
	return a, nil
}

// loadAuthority reads the authority from the vault, or makes it there.
func (p *Platform) loadAuthority() (*pki.Authority, error) {
	encoded, err := p.people.vault.Secret(gatewaySecret)
	if err == nil {
		defer clear(encoded)
		return pki.Parse(encoded)
	}
	if !errors.Is(err, seal.ErrNoSecret) {
		return nil, err
	}
	if err := p.neverHadApps(); err != nil {
		return nil, err
	}
	return p.newAuthority()
}

// ErrGatewayLost says that there are apps, and the key store does not have the keys
// by which the gateway signed for them: it came back from a copy that is older.
// Every SDK would refuse what new keys sign.
var ErrGatewayLost error = errkind.New(errkind.Unavailable, "gateway_keys_lost",
	"the key store has no gateway keys, though there are apps: restore a newer copy of it, or make new keys with candor keys gateway --new")

// neverHadApps returns ErrGatewayLost unless no app was ever made.
func (p *Platform) neverHadApps() (err error) {
	there := false
	p.view(&err, func() { _, there = p.machine.AppNumbered(1) })
	if err == nil && there {
		err = ErrGatewayLost
	}
	return err
}

// RenewAuthority makes new keys and certificates for the gateway, in place of any
// before. From then on every merchant needs the new ones: whatever was signed
// under the old is still genuine to those who have not changed. Candor itself
// alone, for who has the folder.
func (p *Platform) RenewAuthority(by auth.Caller) (*pki.Authority, error) {
	if err := require(by); err != nil {
		return nil, err
	}
	p.gateway.making.Lock()
	defer p.gateway.making.Unlock()
	a, err := p.newAuthority()
	if err != nil {
		return nil, fmt.Errorf("make the gateway's keys: %w", err)
	}
	p.gateway.ready.Store(a)
	return a, nil
}

// newAuthority makes an authority and keeps it in the vault before anybody sees it.
func (p *Platform) newAuthority() (*pki.Authority, error) {
	a, err := pki.New(time.Unix(0, p.wall()))
	if err != nil {
		return nil, err
	}
	encoded, err := a.Encode()
	if err != nil {
		return nil, err
	}
	defer clear(encoded)
	return a, p.people.vault.PutSecret(gatewaySecret, encoded)
}
