package seal_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/candorpay/candor/internal/seal"
)

func TestHarden(t *testing.T) {
	if err := seal.Harden(); err != nil {
		t.Fatal(err)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("core dumps of %d to %d bytes, %v", limit.Cur, limit.Max, err)
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("dumpable %d, %v", dumpable, err)
	}
}
