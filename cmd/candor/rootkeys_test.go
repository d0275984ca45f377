package main_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
)

// cutOff returns a folder whose rotation to a root was cut off after its first
// step.
func cutOff(t *testing.T, next seal.Root) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := platform.Init(t.Context(), dir, true); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := platform.NewCustomer{External: "C-1"}
	c.Values.Set(customer.Phone, "+8614000000001")
	if _, _, err := p.RegisterCustomer(t.Context(), auth.Candor(), "", c); err != nil {
		t.Fatal(err)
	}
	ctx, cut := context.WithCancel(t.Context())
	if err := p.RotateRoot(ctx, auth.Candor(), next, func(uint64, uint64) { cut() }); err == nil || !p.VaultStatus().Rotating {
		t.Fatalf("the rotation was not cut off: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// candor runs the program, wants that exit status, and returns what it said.
func candor(t *testing.T, status int, args ...string) string {
	t.Helper()
	cmd := exec.Command("candor", args...)
	said, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("%v: exit status %d, want %d (%v): %s", args, got, status, err, said)
	}
	return string(said)
}

// A rotation to a file that was cut off goes on with the same command.
func TestRotateAgain(t *testing.T) {
	next, file := seal.NewRoot(), filepath.Join(t.TempDir(), "next.root")
	if err := seal.WriteRoot(file, next); err != nil {
		t.Fatal(err)
	}
	dir := cutOff(t, next)
	if said := candor(t, 1, "budgets", "--dir", dir); !strings.Contains(said, "was cut off") {
		t.Errorf("with the old root: %s", said)
	}
	if said := candor(t, 1, "keys", "split", "--dir", dir, "--root", file, "--threshold", "2",
		"--custodian", recipient(t), "--custodian", recipient(t)); !strings.Contains(said, "--resume first") {
		t.Errorf("another rotation in the middle of one: %s", said)
	}
	candor(t, 0, "keys", "rotate", "--dir", dir, "--to", file)
	candor(t, 0, "budgets", "--dir", dir, "--root", file)
	if said := candor(t, 1, "keys", "rotate", "--dir", dir, "--root", file, "--resume"); !strings.Contains(said, "nothing to go on with") {
		t.Errorf("after its end: %s", said)
	}
}

// One to custodians goes on with enough of them.
func TestRotateResumed(t *testing.T) {
	next := seal.NewRoot()
	dir := cutOff(t, next)
	var files, recipients []string
	for range 2 {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "identity.txt")
		if err := os.WriteFile(file, []byte(id.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		files, recipients = append(files, file), append(recipients, id.Recipient().String())
	}
	shares, err := seal.Split(next, 2, recipients)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "keys", "shares", next.ID())
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, s := range shares {
		if err := os.WriteFile(filepath.Join(folder, []string{"001.age", "002.age"}[i]), s.Sealed, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	resume := []string{"keys", "rotate", "--dir", dir, "--resume", "--identity", files[0]}
	if said := candor(t, 1, resume...); !strings.Contains(said, "too few shares") {
		t.Errorf("with one custodian: %s", said)
	}
	resume = append(resume, "--identity", files[1])
	if said := candor(t, 0, resume...); !strings.Contains(said, next.ID()) {
		t.Errorf("resumed: %s", said)
	}
	if said := candor(t, 1, resume...); !strings.Contains(said, "nothing to go on with") {
		t.Errorf("resumed again: %s", said)
	}
}

// recipient returns that of somebody new.
func recipient(t *testing.T) string {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String()
}
