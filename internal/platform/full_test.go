package platform_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// fullEnv names the data folder on which this program is to be a writer that
// runs out of room.
const fullEnv = "CANDOR_TEST_FULL"

// room is how large a file may become: the log's first segment fits, no second.
const room = 6 << 20

// writeUntilFull makes requests, each of a megabyte, until they are not recorded
// any more, and says what it was told then.
func writeUntilFull(dir string) {
	signal.Ignore(syscall.SIGXFSZ) // so that a write beyond the limit is an error
	limit := unix.Rlimit{Cur: room, Max: room}
	err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit)
	p, openErr := platform.Open(dir, platform.Options{})
	if err = errors.Join(err, openErr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	say := func(do string, r request, a answer) {
		mu.Lock()
		defer mu.Unlock()
		r.Do = do
		if err := out.Encode(note{Request: r, Answer: &a}); err != nil {
			os.Exit(3)
		}
	}
	var done sync.WaitGroup
	for i := range 3 {
		done.Go(func() {
			for n := 0; p.Ready() == nil; n++ {
				r := request{Once: platform.Once(fmt.Sprint(i, "-", n)), Do: "large", Minor: 1}
				if a := r.do(p, auth.Candor()); strings.HasPrefix(a.Text, "refused unavailable") {
					say("failed", r, a)
				} else {
					say(r.Do, r, a)
				}
			}
		})
	}
	done.Wait()
	_, _, err = p.CreateTrade(context.Background(), auth.Candor(), "", request{}.trade())
	say("write", request{}, answered(nil, ledger.ID{}, false, err))
	say("ready", request{}, answered(nil, ledger.ID{}, false, p.Ready()))
	_, err = p.Account(context.Background(), auth.Candor(), ledger.House(ledger.AccountClearing, uint32(yuan), 2))
	say("read", request{}, answered(nil, ledger.ID{}, false, err))
	say("close", request{}, answered(nil, ledger.ID{}, false, p.Close()))
	os.Exit(0)
}

// unavailable is the answer of a platform that cannot record.
var unavailable = fmt.Sprintf("refused %v not_writable", errkind.Unavailable)

// A platform whose disk is full says so, answers nothing that it did not record,
// and goes on answering reads. With room again, everything that it acknowledged
// is there.
func TestDiskFull(t *testing.T) {
	c := newKiller(t)
	w := exec.Command(os.Args[0])
	w.Env = append(os.Environ(), fullEnv+"="+c.dir)
	w.Stderr = os.Stderr
	out, err := w.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	acked, said := map[platform.Once]note{}, map[string]string{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var n note
		if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
			t.Fatal(err)
		}
		if said[n.Request.Do] = n.Answer.Text; n.Request.Do == "large" {
			acked[n.Request.Once] = n
		}
	}
	if err := w.Wait(); err != nil {
		t.Fatal(err)
	}
	if said["failed"] == "" {
		t.Error("the disk was never full")
	}
	for _, do := range []string{"write", "ready"} {
		if said[do] != unavailable {
			t.Errorf("%s: %q, want %q", do, said[do], unavailable)
		}
	}
	if done := answered(nil, ledger.ID{}, false, nil).Text; said["read"] != done || said["close"] == done || said["close"] == "" {
		t.Errorf("read: %q, close: %q", said["read"], said["close"])
	}
	if len(acked) == 0 {
		t.Error("nothing was acknowledged before the disk was full")
	}
	p := c.open()
	c.check(p, 0, acked, nil)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	c.checkState()
}
