package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
)

// ErrNoSecret says that the store has no secret of the name.
var ErrNoSecret error = errkind.New(errkind.NotFound, "secret_not_found", "the key store has no secret of this name")

// Limits of an installation's secrets.
const (
	SecretMax     = 64 << 10 // bytes of one
	SecretNameMax = 32       // bytes of a name: small letters, digits and hyphens
	SecretsMax    = 64       // of a store
)

// secretPrefix begins the name of a secret's file.
const secretPrefix = "secret-"

// PutSecret keeps a secret of the installation under a name, in the place of the
// one before. It is durable when PutSecret returns; a crash leaves the one or the
// other. A name or a size that cannot be, and more than SecretsMax, is an
// ErrDraft; a sealed store is ErrSealed.
func (v *Vault) PutSecret(name string, plain []byte) error {
	if !secretName(name) || len(plain) > SecretMax {
		return fmt.Errorf("%w: secret %q of %d bytes", ErrDraft, name, len(plain))
	}
	if _, err := v.begin(); err != nil {
		return err
	}
	defer v.writers.RUnlock()
	v.secrets.Lock()
	defer v.secrets.Unlock()
	names, err := secretNames(v.dir)
	if err != nil {
		return err
	}
	if len(names) >= SecretsMax && !slices.Contains(names, name) {
		return fmt.Errorf("%w: secret %q is one too many", ErrDraft, name)
	}
	box, err := v.sealOwn(ofInstallation, [16]byte{}, secretPrefix+name, plain)
	if err != nil {
		return err
	}
	v.opts.step("secret")
	if err := replaceFile(filepath.Join(v.dir, secretPrefix+name), box); err != nil {
		return fmt.Errorf("put secret: %w", err)
	}
	v.opts.step("secret written")
	return nil
}

// Secret returns the secret that was put under the name, or ErrNoSecret. What
// somebody changed or put there from another store is ErrDamaged; a sealed store
// is ErrSealed.
func (v *Vault) Secret(name string) ([]byte, error) {
	if _, err := v.unsealed(); err != nil {
		return nil, err
	}
	if !secretName(name) {
		return nil, ErrNoSecret
	}
	box, err := readSecret(v.dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoSecret
	}
	if err != nil {
		return nil, err
	}
	plain, err := v.openOwn(ofInstallation, [16]byte{}, secretPrefix+name, box)
	if errors.Is(err, ErrBox) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return plain, err
}

// secretName reports whether a secret can be called this.
func secretName(name string) bool {
	other := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	return name != "" && len(name) <= SecretNameMax && !strings.ContainsFunc(name, other)
}

// readSecret reads a secret's box, which is bounded whoever wrote it.
func readSecret(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, secretPrefix+name)
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	if info.Size() > SecretMax+nonceSize+tagSize {
		return nil, fmt.Errorf("%w: secret %s has %d bytes", ErrDamaged, name, info.Size())
	}
	box, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	return box, nil
}

// secretNames lists a folder's secrets. What a crash left half written has
// another name and is none.
func secretNames(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list secrets: %w", err)
	}
	for _, e := range entries {
		if name, ok := strings.CutPrefix(e.Name(), secretPrefix); ok && secretName(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// copySecrets writes the secrets' frames: a name's length of one byte, the name
// and the box.
func (v *Vault) copySecrets(to *frames) error {
	names, err := secretNames(v.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		box, err := readSecret(v.dir, name)
		if err != nil {
			return err
		}
		to.frame(frameSecret, append(append([]byte{byte(len(name))}, name...), box...))
	}
	return nil
}

// restoreSecret writes the file of a secret's frame.
func restoreSecret(dir string, content []byte) error {
	if len(content) < 1 || len(content) < 1+int(content[0]) {
		return ErrBackup
	}
	name, box := string(content[1:1+content[0]]), content[1+content[0]:]
	if !secretName(name) || len(box) > SecretMax+nonceSize+tagSize {
		return ErrBackup
	}
	return writeFile(filepath.Join(dir, secretPrefix+name), box)
}
