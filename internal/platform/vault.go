package platform

import (
	"context"
	"io"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/seal"
)

// BackupLife is how long a backup of the key store may live: then the last copy
// of an erased customer's keys is gone.
const BackupLife = 30 * 24 * time.Hour

// VaultStatus returns how the customers' keys stand. Everybody who may ask
// anything may ask.
func (p *Platform) VaultStatus() seal.Status { return p.people.vault.Status() }

// Unseal gives the vault its root key.
func (p *Platform) Unseal(root seal.Root) error { return p.people.vault.Unseal(root) }

// RotateRoot wraps every key under another root. Operators at the machine alone:
// it goes on where it was interrupted.
func (p *Platform) RotateRoot(ctx context.Context, by auth.Caller, next seal.Root, progress func(done, total uint64)) error {
	if err := require(by); err != nil {
		return err
	}
	return p.people.vault.Rotate(ctx, next, progress)
}

// BackupKeys writes a copy of the key store, which is ciphertext of everyone's
// keys, and records that it left: one row, everybody present.
func (p *Platform) BackupKeys(ctx context.Context, by auth.Caller, name string, w io.Writer) (disclosure.Sequence, error) {
	if err := require(by); err != nil {
		return 0, err
	}
	d, err := p.people.disclose(ctx, by, customers.KindBackup, customers.RecordBackup{Name: name})
	if err != nil {
		return 0, err
	}
	_, err = p.people.vault.Backup(w)
	return d.First, err
}
