package api

// eventReply says that an object changed.
type eventReply struct {
	ID       string    `json:"id" doc:"The cursor behind this event."`
	At       instant   `json:"at"`
	Type     string    `json:"type" example:"trade.paid"`
	Object   hexID     `json:"object" doc:"The merchant, wallet, trade or payout that changed."`
	Merchant hexID     `json:"merchant,omitempty"`
	Wallet   walletRef `json:"wallet,omitempty"`
	Version  uint64    `json:"version" doc:"Of the object."`
	Sequence uint64    `json:"sequence" doc:"Of the event among the object's: 1, 2, 3, ... without a gap."`
}

func (s *server) events() {
	list(s, operation{
		path: "/v1/events", id: "listEvents", tag: "events",
		summary: "Read on in what happened, oldest first. Next is where to go on later, also when this page is the last.",
		query:   []parameter{{"wallet", "string", "The customer's wallet whose events to read."}},
	}, listEvents)
}

func listEvents(c *call) (page[eventReply], error) {
	wallet, after, limit := c.queryID("wallet"), c.after(newest), c.limit()
	if err := c.failure(); err != nil {
		return page[eventReply]{}, err
	}
	found, err := c.p.Events(c.ctx(), c.by, wallet, after, limit)
	if err != nil {
		return page[eventReply]{}, err
	}
	p := page[eventReply]{Data: make([]eventReply, len(found))}
	for i, e := range found {
		after = e.Position
		p.Data[i] = eventReply{
			ID: *positionCursor(e.Position), At: showTime(e.At), Type: e.Type, Object: showID(e.Object),
			Merchant: showID(e.Merchant), Wallet: refWallet(e.Wallet), Version: e.Version, Sequence: e.Sequence,
		}
	}
	if after != newest {
		p.Next = positionCursor(after)
	}
	return p, nil
}
