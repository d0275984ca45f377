package machine_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/machine"
)

func example() machine.Command {
	return machine.Command{
		Kind: 0x1234, ID: [16]byte{1}, Caller: machine.Caller{Role: machine.RoleCustomer, ID: [16]byte{2}},
		Key: [16]byte{3}, Fingerprint: [16]byte{4}, Events: 256, Body: []byte("body"),
	}
}

func TestCommandRoundTrip(t *testing.T) {
	want := []machine.Command{example(), {Events: 1, Body: []byte{}}}
	var body []byte
	for i := range want {
		size := len(body)
		body = want[i].Append(body)
		if len(body)-size != want[i].Size() {
			t.Errorf("size %d, appended %d", want[i].Size(), len(body)-size)
		}
	}
	got, err := machine.Commands(cmdlog.Header{Count: 2}, body, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMalformedCommands(t *testing.T) {
	c := example()
	good := c.Append(nil)
	change := func(at int, to byte) []byte {
		b := append([]byte(nil), good...)
		b[at] = to
		return b
	}
	for _, row := range []struct {
		name  string
		count uint32
		body  []byte
	}{
		{"nothing", 1, nil},
		{"half a header", 1, good[:40]},
		{"half a body", 1, good[:len(good)-1]},
		{"size below a header", 1, change(0, 10)},
		{"size beyond the block", 1, change(1, 1)},
		{"reserved byte", 1, change(7, 1)},
		{"no events", 1, change(73, 0)},
		{"a command too many", 1, append(good, good...)},
		{"a command too few", 2, good},
		{"commands in an empty block", 0, good},
	} {
		_, err := machine.Commands(cmdlog.Header{Count: row.count}, row.body, nil)
		if !errors.Is(err, machine.ErrCommand) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	c := example()
	f.Add(c.Append(nil))
	f.Add(c.Append(c.Append(nil)))
	f.Add(make([]byte, 80))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, rest, err := machine.ParseCommand(b)
		if err != nil {
			return
		}
		if got := append(c.Append(nil), rest...); string(got) != string(b) {
			t.Fatalf("%x parses and encodes to %x", b, got)
		}
	})
}
