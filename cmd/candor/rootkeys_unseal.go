package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/candorpay/candor/client"
)

// unsealRoot is candor keys unseal.
type unsealRoot struct {
	Server   string `help:"Where the server is: https, or http on this machine." default:"http://127.0.0.1:8080" env:"CANDOR_SERVER" placeholder:"URL"`
	Key      string `help:"An operator's or staff member's key; better given in the variable, as others see command lines." required:"" env:"CANDOR_KEY" placeholder:"CK_..."`
	Share    string `help:"The custodian's share." required:"" type:"existingfile" placeholder:"FILE"`
	Identity string `help:"The custodian's age identity, which stays on this machine." required:"" type:"existingfile" placeholder:"FILE"`
}

// Run opens the share here and sends the part.
func (c *unsealRoot) Run(sh *shell) error {
	if err := checkServer(c.Server); err != nil {
		return err
	}
	sealed, err := readSmall(c.Share)
	if err != nil {
		return fmt.Errorf("read share: %w", err)
	}
	part, err := openShare(sealed, c.Identity)
	if err != nil {
		return err
	}
	defer part.Wipe()
	to, err := client.New(c.Server, c.Key, client.Options{})
	if err != nil {
		return usage(fmt.Errorf("--server, --key: %w", err))
	}
	bytes := part.Reveal()
	defer clear(bytes)
	v, err := to.GivePart(sh.ctx, base64.RawURLEncoding.EncodeToString(bytes))
	if err != nil {
		return fmt.Errorf("give part: %w", err)
	}
	text := fmt.Sprintf("%d of the %d parts that are needed are there\n", v.Parts, v.Needed)
	if !v.Sealed {
		text = "customers' data is unsealed\n"
	}
	return sh.print(v, text)
}

// checkServer refuses to send a part where others could read it.
func checkServer(text string) error {
	u, err := url.Parse(text)
	if err == nil && u.Scheme == "https" {
		return nil
	}
	if err == nil && u.Scheme == "http" {
		if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			return nil
		}
	}
	return usage(errors.New("--server: an https address, or http://127.0.0.1:PORT"))
}
