package client

import "context"

// Vault is how the keys to customers' data stand.
type Vault struct {
	Sealed      bool   `json:"sealed"` // customers' data waits for custodians
	RootVersion uint32 `json:"root_version"`
	RootID      string `json:"root_id"`
	Source      string `json:"source"`   // file or shares; "" while sealed
	Rotating    bool   `json:"rotating"` // a rotation has begun and is not done
	Slots       uint32 `json:"slots"`
	Parts       int    `json:"parts"`  // that the server holds
	Needed      int    `json:"needed"` // 0 until there is one
}

// Vault reads how the keys to customers' data stand.
func (c *Client) Vault(ctx context.Context) (Vault, error) {
	return get[Vault](ctx, c, at("vault"), nil)
}

// GivePart gives the server a custodian's part of the root key, in base64 for
// URLs.
func (c *Client) GivePart(ctx context.Context, part string) (Vault, error) {
	return post[Vault](ctx, c, at("vault", "parts"), struct {
		Part string `json:"part"`
	}{part})
}
