package api

import (
	"context"
	"encoding/base64"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// partRequest gives a custodian's part.
type partRequest struct {
	Part string `json:"part" doc:"As candor keys unseal opens it, in base64 for URLs without padding. It is written nowhere."`
}

// vaultReply is how the keys to customers' data stand.
type vaultReply struct {
	Sealed      bool   `json:"sealed" doc:"Customers' data waits for custodians; payments go on."`
	RootVersion uint32 `json:"root_version"`
	RootID      string `json:"root_id" doc:"Says nothing about the root key."`
	Source      string `json:"source,omitempty" doc:"Where the root key came from: file or shares. Left out while sealed."`
	Rotating    bool   `json:"rotating" doc:"A rotation of the root key was begun and is not done."`
	Slots       uint32 `json:"slots" doc:"Places in the key store that were given out."`
	Parts       int    `json:"parts" doc:"Custodians' parts that are held."`
	Needed      int    `json:"needed" doc:"Parts that unseal; 0 until there is one."`
}

func (s *server) vault() {
	read(s, operation{
		path: "/v1/vault", id: "getVault", tag: "vault", roles: insiders, summary: "Read how the keys to customers' data stand.",
	}, func(c *call) (vaultReply, error) {
		u, err := c.p.Unsealing(c.ctx(), c.by)
		return showVault(u), err
	})
	change(s, operation{
		path: "/v1/vault/parts", id: "giveVaultPart", tag: "vault", roles: insiders,
		summary: "Give a custodian's part of the root key; the last one that is needed unseals customers' data.",
	}, (*partRequest).command, func(ctx context.Context, by auth.Caller, _ platform.Once, part []byte) (platform.Unsealing, bool, error) {
		defer clear(part)
		u, err := s.p.GivePart(ctx, by, part)
		return u, false, err // the same part again counts once
	}, showVault)
}

func (b *partRequest) command(c *call) []byte {
	if b.Part == "" {
		c.wrong("part", CodeMissingField, "is required")
	}
	part, err := base64.RawURLEncoding.DecodeString(b.Part)
	if err != nil {
		c.wrong("part", CodeInvalidField, "must be base64 for URLs without padding")
	}
	return part
}

func showVault(u platform.Unsealing) vaultReply {
	return vaultReply{
		Sealed: u.Sealed, RootVersion: u.Root, RootID: u.RootID, Source: u.Source.String(), Rotating: u.Rotating,
		Slots: u.Taken, Parts: u.Have, Needed: u.Needed,
	}
}
