package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/policy"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
)

// FoundersDefault is how many founding approvers a folder has unless it is told
// who they are: two decide, and neither may be the one who asks.
const FoundersDefault = 3

// InitOptions say what a new folder is like. The zero value is a live one.
type InitOptions struct {
	Sandbox bool
	// Approvers are the handles of the founding approvers, at least three who are
	// not each other; none: approver-1 and on.
	Approvers []string
	Options   // where root key and key store are
}

// Founder is a founding approver, whose key is shown this once.
type Founder struct {
	Number staff.Number
	Handle string
	Secret auth.Secret
}

// Founded is what a new folder begins with. Secrets are shown this once.
type Founded struct {
	Operator auth.Secret
	Founders []Founder
	Root     string // the file of the root key
}

// Init makes a data folder as InitFolder does, and returns its operator key.
func Init(ctx context.Context, dir string, sandbox bool) (auth.Secret, error) {
	f, err := InitFolder(ctx, dir, InitOptions{Sandbox: sandbox})
	return f.Operator, err
}

// InitFolder makes a data folder, its first operator key, its root key if there
// is none yet, and its founding approvers. The folder's marker is written last,
// so a half-made folder is not one. It makes none among files of somebody else's
// (ErrForeign), nor over what is left of another (ErrFolderExists,
// ErrIncomplete).
func InitFolder(ctx context.Context, dir string, o InitOptions) (Founded, error) {
	if _, err := ReadFolder(dir); err == nil {
		return Founded{}, fmt.Errorf("%s: %w", dir, ErrFolderExists)
	} else if !errors.Is(err, ErrNoFolder) {
		return Founded{}, err
	}
	if err := unused(dir); err != nil {
		return Founded{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Founded{}, fmt.Errorf("make folder: %w", err)
	}
	p, err := found(dir, o)
	if err != nil {
		return Founded{}, err
	}
	made, err := p.firsts(ctx, o)
	if err = joinClose(err, p); err != nil {
		return Founded{}, err
	}
	made.Root = o.root(dir)
	return made, writeFolder(vfs.Default, dir, Folder{Format: folderFormat, Sandbox: o.Sandbox})
}

// found makes both halves of a folder, and the root key.
func found(dir string, o InitOptions) (*Platform, error) {
	if err := makeRoot(o.root(dir)); err != nil {
		return nil, err
	}
	f, opts := Folder{Format: folderFormat, Sandbox: o.Sandbox}, o.Options
	opts.HoldClock = true
	log, err := file.Open(filepath.Join(dir, "payments", "log"), file.Options{})
	if err != nil {
		return nil, fmt.Errorf("make command log: %w", err)
	}
	p, err := open(dir, f, log, opts)
	if err != nil {
		return nil, err
	}
	if log, err = file.Open(filepath.Join(dir, "customers", "log"), file.Options{}); err != nil {
		return nil, joinClose(fmt.Errorf("make command log: %w", err), p)
	}
	people, err := startSide(dir, f, log, opts)
	if err != nil {
		return nil, joinClose(err, p)
	}
	p.join(people)
	return p, nil
}

// makeRoot writes a root key where there is none. One that is there is kept: it
// may be all that opens something else.
func makeRoot(path string) error {
	_, err := seal.ReadRoot(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := seal.WriteRoot(path, seal.NewRoot()); err != nil {
		return fmt.Errorf("make root key: %w", err)
	}
	return nil
}

// firsts makes the first operator key, the founding approvers and their keys.
func (p *Platform) firsts(ctx context.Context, o InitOptions) (made Founded, err error) {
	key, _, err := p.CreateKey(ctx, auth.Candor(), "", KeyRequest{Role: auth.Operator})
	if err != nil {
		return made, err
	}
	made.Operator = key.Secret
	handles := o.Approvers
	for n := len(handles); len(o.Approvers) == 0 && n < FoundersDefault; n++ {
		handles = append(handles, fmt.Sprintf("approver-%d", n+1))
	}
	first, err := compiled(policy.Default())
	if err != nil {
		return made, err
	}
	members, _, err := sendTo[customers.Founded](ctx, p.people, request{by: auth.Candor(), kind: customers.KindFound},
		customers.Found{Handles: handles, Policy: first, Sandbox: o.Sandbox})
	if err != nil {
		return made, err
	}
	for _, m := range members.Members {
		k, _, err := p.CreateStaffKey(ctx, auth.Candor(), "", StaffKeyRequest{Owner: m.Number})
		if err != nil {
			return made, err
		}
		made.Founders = append(made.Founders, Founder{m.Number, m.Handle, k.Secret})
	}
	return made, nil
}

// compiled returns a policy as a command.
func compiled(text string) (customers.SetPolicy, error) {
	table, hash, err := policy.Compile(text)
	return customers.SetPolicy{Hash: hash, Text: text, Table: table}, err
}
