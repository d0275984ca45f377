package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
)

// What the platform keeps for an owner who is no customer, such as a merchant's
// texts, is sealed under a key that follows from the owner and the store's own
// secrets. Those stay when the root changes and go with a backup, so such boxes
// open as long as there is the store, wherever they lie.
const (
	ownLabel    = "candor own 1 "
	ownPurpose  = "candor store 1 own data"
	ownPlainMax = 1 << 20 // bytes
)

// domain separates the keys of owners from the installation's own.
type domain byte

const (
	ofOwner        domain = 1
	ofInstallation domain = 2
)

// deriveOwn returns the key from which all owners' keys are made. HKDF's extract
// step keeps it apart from what the store's secrets are used for otherwise.
func deriveOwn(secrets []byte, store storeID) []byte {
	key, err := hkdf.Key(sha256.New, secrets, store[:], ownPurpose, keySize)
	if err != nil {
		panic("seal: HKDF refused keys of 96 bytes: " + err.Error())
	}
	return key
}

// SealOwn encrypts up to 1 MiB under the owner's own data key: a nonce of 12
// random bytes, then AES-256-GCM's box, 28 bytes more than plain. Binding says
// what it is, and only OpenOwn with the same owner and binding opens it, as long
// as the store exists, through rotations and restores. It writes nothing. It is
// ErrSealed while the store is, ErrDraft when plain is too long.
func (v *Vault) SealOwn(owner [16]byte, binding string, plain []byte) ([]byte, error) {
	return v.sealOwn(ofOwner, owner, binding, plain)
}

// OpenOwn decrypts what SealOwn returned for the owner and the binding. Anything
// else is an ErrBox; a sealed store is ErrSealed.
func (v *Vault) OpenOwn(owner [16]byte, binding string, box []byte) ([]byte, error) {
	return v.openOwn(ofOwner, owner, binding, box)
}

func (v *Vault) sealOwn(d domain, owner [16]byte, binding string, plain []byte) ([]byte, error) {
	k, err := v.unsealed()
	if err != nil {
		return nil, err
	}
	if len(plain) > ownPlainMax {
		return nil, fmt.Errorf("%w: %d bytes of %s", ErrDraft, len(plain), binding)
	}
	box := make([]byte, nonceSize, nonceSize+len(plain)+tagSize)
	rand.Read(box)
	return k.ownKey(d, owner).Seal(box, box[:nonceSize], plain, bindOwn(owner, binding)), nil
}

func (v *Vault) openOwn(d domain, owner [16]byte, binding string, box []byte) ([]byte, error) {
	k, err := v.unsealed()
	if err != nil {
		return nil, err
	}
	if len(box) < nonceSize+tagSize || len(box) > nonceSize+ownPlainMax+tagSize {
		return nil, fmt.Errorf("%w: %s", ErrBox, binding)
	}
	plain, err := k.ownKey(d, owner).Open(nil, box[:nonceSize], box[nonceSize:], bindOwn(owner, binding))
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrBox, binding)
	}
	return plain, nil
}

// ownKey returns the cipher under the owner's key, whose bytes it clears.
func (k *keys) ownKey(d domain, owner [16]byte) cipher.AEAD {
	var key [keySize]byte
	defer clear(key[:])
	k.own.full(&key, byte(d), owner[:])
	return gcm(key[:])
}

// bindOwn returns what a box is bound to. Only the binding has no fixed length,
// and it is last.
func bindOwn(owner [16]byte, binding string) []byte {
	b := make([]byte, 0, len(ownLabel)+len(owner)+len(binding))
	b = append(b, ownLabel...)
	b = append(b, owner[:]...)
	return append(b, binding...)
}
