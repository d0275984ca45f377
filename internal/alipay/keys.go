package alipay

import (
	"crypto/rsa"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/candorpay/candor/internal/pki"
)

// keys holds apps' parsed public keys, which cost more to parse than to use. One
// is good for the version of the app's record that it was read from.
type keys struct {
	mu     sync.Mutex
	parsed map[string]parsedKey
}

type parsedKey struct {
	version uint32
	key     *rsa.PublicKey
}

// of returns the key of an app.
func (k *keys) of(app App) (*rsa.PublicKey, error) {
	k.mu.Lock()
	had, ok := k.parsed[app.ID]
	k.mu.Unlock()
	if ok && had.version == app.Record.Version {
		return had.key, nil
	}
	key, err := pki.ParsePKIX(app.Record.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("parse public key: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.parsed == nil || len(k.parsed) >= keysMax {
		k.parsed = map[string]parsedKey{}
	}
	k.parsed[app.ID] = parsedKey{app.Record.Version, key}
	return key, nil
}

// sortedNames returns the names of parameters in the order of their bytes.
func sortedNames(p map[string]string) []string { return slices.Sorted(maps.Keys(p)) }
