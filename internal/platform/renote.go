package platform

import (
	"context"
	"log/slog"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// Renote says anew where a merchant wants to hear of a trade. An address that is
// empty leaves what was said before.
type Renote struct {
	Trade     trade.ID
	App       uint64 // number of the app that asks: the trade's, if it had none
	NotifyURL string // is told from the next event on, and of what is still owed
	ReturnURL string
}

// String hides the addresses.
func (Renote) String() string { return "platform.Renote[hidden]" }

// GoString hides the addresses.
func (Renote) GoString() string { return "platform.Renote[hidden]" }

// LogValue hides the addresses.
func (Renote) LogValue() slog.Value { return slog.StringValue("platform.Renote[hidden]") }

// MarshalJSON hides the addresses.
func (Renote) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// Renote has a trade's notices, and its buyer, go to other addresses than before,
// in whatever state the trade is. What is said already costs no command. The
// trade's merchant alone.
func (p *Platform) Renote(ctx context.Context, by auth.Caller, r Renote) error {
	if err := require(by, auth.Merchant); err != nil {
		return err
	}
	_, err := p.renoted(ctx, by, &r)
	return err
}

// renoted is Renote, and returns the trade's words as they then are. Whoever was
// overtaken reads again what there is.
func (p *Platform) renoted(ctx context.Context, by auth.Caller, r *Renote) (text Text, err error) {
	for {
		text, err = p.renoteOnce(ctx, by, r)
		if errkind.CodeOf(err) != trade.RefusedChanged.Code {
			return text, err
		}
	}
}

func (p *Platform) renoteOnce(ctx context.Context, by auth.Caller, r *Renote) (Text, error) {
	var note trade.Note
	t, err := p.visible(by, func() (trade.Trade, bool) {
		note, _ = p.machine.Note(r.Trade)
		return p.machine.Trade(r.Trade)
	})
	if err != nil {
		return Text{}, err
	}
	was, err := p.words(&t, note)
	if err != nil {
		return Text{}, err
	}
	text := was
	if r.NotifyURL != "" {
		text.NotifyURL = r.NotifyURL
	}
	if r.ReturnURL != "" {
		text.ReturnURL = r.ReturnURL
	}
	if text == was {
		return text, nil
	}
	c := trade.Renote{Trade: t.ID, Was: note.Digest(), Note: note}
	if c.Note.App == 0 {
		c.Note.App = r.App
	}
	c.Note.Notify = text.NotifyURL != ""
	if c.Note.Sealed, err = p.sealOwn(t.Merchant, noteOf(t.ID), payments.Encode(text)); err != nil {
		return Text{}, err
	}
	_, _, err = sendTrade(ctx, p, command(request{by: by, kind: payments.KindTradeNote}, payments.Encode(c)))
	return text, err
}
