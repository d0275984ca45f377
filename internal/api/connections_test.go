package api_test

import (
	"errors"
	"net"
	"testing"

	"github.com/candorpay/candor/internal/api"
)

// Of three that dial, the third is served when one of the first two is gone.
func TestLimitConnections(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := api.LimitConnections(inner, 2)
	for range 3 {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	var open []net.Conn
	for range 2 {
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
	}
	third := make(chan error)
	accept := func() {
		c, err := l.Accept()
		if err == nil {
			err = c.Close()
		}
		third <- err
	}
	go accept()
	select {
	case err := <-third:
		t.Fatalf("a third connection while two were open: %v", err)
	default:
	}
	if err := open[0].Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-third; err != nil {
		t.Fatalf("no third connection when a place was free: %v", err)
	}
	if err := open[0].Close(); err == nil {
		t.Error("a connection was closed twice")
	}
	full, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go accept() // waits for a place: closing twice has made none
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-third; !errors.Is(err, net.ErrClosed) {
		t.Errorf("waiting at a closed listener: %v", err)
	}
	if err := open[1].Close(); err != nil {
		t.Error(err)
	}
}
