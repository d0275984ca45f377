package platform

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

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
// are made when they are first asked for, and durable before anybody sees them;
// they stay the same through rotations of the root key and restores of a backup
// that has them. It is seal.ErrSealed while the vault is.
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
	a, err := pki.New(time.Unix(0, p.wall()))
	if err != nil {
		return nil, err
	}
	if encoded, err = a.Encode(); err != nil {
		return nil, err
	}
	defer clear(encoded)
	return a, p.people.vault.PutSecret(gatewaySecret, encoded)
}
