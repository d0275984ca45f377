package webhook

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"time"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// payload is a webhook's body: an event as the list of events shows it to the
// merchant.
type payload struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"` // business time
	Data      data   `json:"data"`
}

// data names what changed. Who wants to know how it stands reads it.
type data struct {
	ID       string `json:"id"` // the cursor behind the event
	Object   string `json:"object"`
	Merchant string `json:"merchant,omitempty"`
	Wallet   string `json:"wallet,omitempty"` // as this merchant alone knows it
	Version  uint64 `json:"version"`
	Sequence uint64 `json:"sequence"` // of the event among the object's: 1, 2, 3, ...
}

// cursorPosition is the kind of a cursor into the list of events.
const cursorPosition = 2

// payloadOf returns the body of a delivery. It is the same each time.
func payloadOf(d *platform.DueDelivery) ([]byte, error) {
	e := &d.Event
	cursor := binary.BigEndian.AppendUint64([]byte{cursorPosition}, e.Position)
	return json.Marshal(payload{
		Type: e.Type, Timestamp: time.Unix(0, e.At).UTC().Format(time.RFC3339Nano),
		Data: data{
			ID: base64.RawURLEncoding.EncodeToString(cursor), Object: e.Object.String(),
			Merchant: shown(e.Merchant), Wallet: d.Wallet, Version: e.Version, Sequence: e.Sequence,
		},
	})
}

// shown is an id in hexadecimal; nobody's is left out.
func shown(id ledger.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
