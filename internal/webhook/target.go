package webhook

import (
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// ports are those on which public addresses are told unless Options say otherwise.
var ports = []uint16{80, 443, 8443}

// reserved are the prefixes of addresses that look public and are not: what stays
// inside, and what a gateway on the way turns into an address inside.
var reserved = parsePrefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", // NAT64
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", // Teredo and others, documentation, 6to4
)

// global is where all public addresses of version 6 are.
var global = netip.MustParsePrefix("2000::/3")

func parsePrefixes(texts ...string) (list []netip.Prefix) {
	for _, s := range texts {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}

// public reports whether an address is one on the open internet. An address of
// version 4 that is written in version 6 never is: it has a shorter form, and two
// forms of one address are one too many to judge.
func public(a netip.Addr) bool {
	switch {
	case !a.IsValid(), a.Zone() != "", a.Is4In6(), !a.IsGlobalUnicast(), a.IsPrivate():
		return false
	case a.Is6() && !global.Contains(a):
		return false
	}
	return !within(a, reserved)
}

func within(a netip.Addr, prefixes []netip.Prefix) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}

// admits reports whether a request may go to an address and port.
func (o *Options) admits(to netip.AddrPort) bool {
	if o.AllowPrivate || within(to.Addr(), o.Allow) {
		return true
	}
	allowed := o.Ports
	if len(allowed) == 0 {
		allowed = ports
	}
	return public(to.Addr()) && slices.Contains(allowed, to.Port())
}

// control is called with each address that is about to be dialled, after its name
// was looked up: nothing that a name says later can change it any more.
func (o *Options) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !o.admits(to) {
		return fmt.Errorf("dial: %w", ErrForbidden)
	}
	return nil
}
