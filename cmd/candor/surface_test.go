package main

import (
	"context"
	"net"
	"testing"
)

// QR codes that begin with an address at which a server only listens lead nowhere.
func TestEverywhere(t *testing.T) {
	for address, want := range map[string]bool{
		"0.0.0.0:0": true, "127.0.0.1:0": false,
	} {
		l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := everywhere(l.Addr()); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, at := range []net.Addr{&net.TCPAddr{IP: net.IPv6zero, Port: 80}, &net.TCPAddr{IP: net.ParseIP("::1"), Port: 80}} {
		if got, want := everywhere(at), at.String() == "[::]:80"; got != want {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	}
}
