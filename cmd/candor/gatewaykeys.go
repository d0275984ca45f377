package main

import (
	"fmt"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// gatewayKeys is candor keys gateway.
type gatewayKeys struct {
	folder
	New bool `help:"Make new keys and certificates. Every merchant then needs the new public key, and in certificate mode new certificates."`
}

// gatewayReply is what merchants verify by.
type gatewayReply struct {
	PublicKey string `json:"gateway_public_key"`
	CertSN    string `json:"gateway_cert_sn"`
	RootSN    string `json:"root_cert_sn"`
}

// Run shows the keys' public half.
func (c *gatewayKeys) Run(sh *shell) error {
	return c.with(func(p *platform.Platform) error {
		authority, err := p.Authority()
		if c.New {
			authority, err = p.RenewAuthority(auth.Candor())
		}
		if err != nil {
			return fmt.Errorf("keys gateway: %w", err)
		}
		r := gatewayReply{authority.PublicKeyText(), authority.GatewaySN(), authority.RootSN()}
		text := fmt.Sprintf("public key %s\ncertificate %s under root %s (serial numbers)\n", r.PublicKey, r.CertSN, r.RootSN)
		if c.New {
			text += "these are new: every SDK refuses what the gateway answers until its merchant has them\n"
		}
		return sh.print(r, text)
	})
}
