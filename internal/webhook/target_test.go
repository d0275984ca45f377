package webhook_test

import (
	"net/netip"
	"testing"

	"github.com/candorpay/candor/internal/webhook"
)

func TestPublic(t *testing.T) {
	tests := []struct {
		address string
		public  bool
		what    string
	}{
		{"1.1.1.1", true, "the open internet"},
		{"172.15.255.255", true, "just below private"},
		{"172.32.0.0", true, "just above private"},
		{"100.63.255.255", true, "just below shared"},
		{"100.128.0.0", true, "just above shared"},
		{"2606:4700:4700::1111", true, "the open internet"},
		{"0.0.0.0", false, "unspecified: this machine"},
		{"0.1.2.3", false, "this network"},
		{"127.0.0.1", false, "loopback"},
		{"127.255.255.254", false, "loopback"},
		{"10.0.0.1", false, "private"},
		{"172.16.0.1", false, "private"},
		{"172.31.255.255", false, "private"},
		{"192.168.1.1", false, "private"},
		{"169.254.169.254", false, "link-local: a cloud's own data"},
		{"100.64.0.1", false, "shared by a carrier"},
		{"100.100.100.200", false, "shared: a cloud's own data"},
		{"192.0.0.192", false, "assigned to protocols"},
		{"192.0.2.1", false, "documentation"},
		{"198.18.0.1", false, "benchmarks"},
		{"224.0.0.1", false, "multicast"},
		{"240.0.0.1", false, "reserved"},
		{"255.255.255.255", false, "broadcast"},
		{"::", false, "unspecified"},
		{"::1", false, "loopback"},
		{"::ffff:1.1.1.1", false, "version 4 in version 6"},
		{"::ffff:127.0.0.1", false, "loopback in version 6"},
		{"::127.0.0.1", false, "loopback in the oldest form"},
		{"64:ff9b::7f00:1", false, "loopback behind NAT64"},
		{"64:ff9b::a00:1", false, "private behind NAT64"},
		{"64:ff9b:1::1", false, "a local NAT64"},
		{"2002:7f00:1::", false, "loopback behind 6to4"},
		{"2001:0:a00:1::", false, "Teredo"},
		{"2001:db8::1", false, "documentation"},
		{"fc00::1", false, "unique local"},
		{"fd00:ec2::254", false, "unique local: a cloud's own data"},
		{"fe80::1", false, "link-local"},
		{"fe80::1%eth0", false, "link-local with a zone"},
		{"fec0::1", false, "site-local"},
		{"ff02::1", false, "multicast"},
		{"100::1", false, "discarded"},
	}
	for _, tt := range tests {
		if got := webhook.Public(netip.MustParseAddr(tt.address)); got != tt.public {
			t.Errorf("%s (%s): public is %v", tt.address, tt.what, got)
		}
	}
}
