package api

import (
	"net/http"
	"strconv"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// webhookRequest says which server of a merchant's is told of which events.
type webhookRequest struct {
	Merchant hexID    `json:"merchant,omitempty" doc:"Left out by a merchant."`
	URL      string   `json:"url" doc:"An http or https address of up to 1024 bytes, on the open internet unless this installation allows others." example:"https://shop.example.com/candor"`
	Scheme   string   `json:"scheme,omitempty" enum:"hmac,ed25519" doc:"How requests are signed, as Standard Webhooks say; left out: hmac. It stays as it was made."`
	Types    []string `json:"types,omitempty" maxItems:"64" doc:"Types of the events to tell of; none, or left out of a change: all."`
	Enabled  *bool    `json:"enabled,omitempty" doc:"Left out, of a change too: true."`
	Rotate   bool     `json:"rotate,omitempty" doc:"Make another key, from the next attempt on. Types and enabled are said anew with it: left out, they are reset."`
}

// webhookReply is an endpoint.
type webhookReply struct {
	ID        hexID    `json:"id"`
	Merchant  hexID    `json:"merchant"`
	URL       string   `json:"url,omitempty" doc:"To its merchant, and to whoever has just set it."`
	Scheme    string   `json:"scheme" enum:"hmac,ed25519"`
	Types     []string `json:"types" doc:"None: all."`
	Enabled   bool     `json:"enabled"`
	Dropped   bool     `json:"dropped"`
	CreatedAt instant  `json:"created_at"`
	Version   uint32   `json:"version" doc:"Counts its changes."`
	PublicKey string   `json:"public_key,omitempty" doc:"whpk_ and base64: what signatures verify with, for ed25519. To its merchant."`
	Secret    string   `json:"secret,omitempty" doc:"whsec_ and base64: what signatures are made with, for hmac. Shown once; a replay has none."`
}

// replayRequest asks for events again.
type replayRequest struct {
	After string `json:"after,omitempty" doc:"The id of the last event seen; left out: from the first."`
	Limit uint16 `json:"limit,omitempty" minimum:"1" maximum:"1000" doc:"How many events to look at; left out: 1000."`
}

// replayedReply is what a replay did.
type replayedReply struct {
	Count uint16  `json:"count" doc:"Events that are told again, under the ids that they had or would have had."`
	Next  *string `json:"next" doc:"Where to go on; null when there are no more."`
}

// deliveryReply is what is owed to a server about an event.
type deliveryReply struct {
	ID        hexID    `json:"id" doc:"The webhook-id of its requests, or a notification's notify_id."`
	Event     string   `json:"event" doc:"The event's id, a cursor into the list of events."`
	Type      string   `json:"type" example:"trade.paid"`
	Merchant  hexID    `json:"merchant"`
	Webhook   hexID    `json:"webhook,omitempty" doc:"Left out of a notification to the address that a trade names."`
	Object    hexID    `json:"object"`
	State     string   `json:"state" enum:"pending,delivered,exhausted"`
	Attempts  uint16   `json:"attempts"`
	NextAt    instant  `json:"next_at,omitempty" doc:"When it is tried next, in business time."`
	CreatedAt instant  `json:"created_at"`
	DoneAt    instant  `json:"done_at,omitempty"`
	Made      *[]tried `json:"made,omitempty" doc:"The latest 100 attempts, the last one first."`
}

// tried is an attempt.
type tried struct {
	Number  uint16  `json:"number"`
	At      instant `json:"at"`
	Outcome string  `json:"outcome" enum:"acknowledged,refused,unreachable,timed_out,forbidden,unbuildable"`
	Status  uint16  `json:"status,omitempty" doc:"Of the HTTP answer."`
}

var schemes = []name[delivery.Scheme]{{delivery.HMAC, "hmac"}, {delivery.Ed25519, "ed25519"}}

var deliveryStates = []name[delivery.State]{
	{delivery.Pending, "pending"}, {delivery.Delivered, "delivered"}, {delivery.Exhausted, "exhausted"},
}

var attemptOutcomes = []name[delivery.Outcome]{
	{delivery.Acknowledged, "acknowledged"},
	{delivery.Refused, "refused"},
	{delivery.Unreachable, "unreachable"},
	{delivery.TimedOut, "timed_out"},
	{delivery.Forbidden, "forbidden"},
	{delivery.Unbuildable, "unbuildable"},
}

func (s *server) webhooks() {
	ofMerchant := []parameter{{"merchant", "string", "Only this merchant's; a merchant may leave it out."}}
	change(s, operation{
		path: "/v1/webhooks", id: "createWebhook", tag: "webhooks", roles: sellers, status: http.StatusCreated,
		summary: "Have a server of a merchant's told of its events.",
	}, func(b *webhookRequest, c *call) platform.EndpointRequest { return b.command(c, ledger.ID{}) }, s.p.SetEndpoint, showWebhook)
	list(s, operation{
		path: "/v1/webhooks", id: "listWebhooks", tag: "webhooks", roles: sellers, query: ofMerchant,
		summary: "List a merchant's webhooks: all on one page.",
	}, listWebhooks)
	change(s, operation{
		path: "/v1/webhooks/{id}", id: "setWebhook", tag: "webhooks", roles: sellers,
		summary: "Say anew where and of what a webhook tells.",
	}, func(b *webhookRequest, c *call) platform.EndpointRequest { return b.command(c, c.self()) }, s.p.SetEndpoint, showWebhook)
	change(s, operation{
		path: "/v1/webhooks/{id}/drop", id: "dropWebhook", tag: "webhooks", roles: sellers,
		summary: "End a webhook for good. What it is still owed is given up.",
	}, func(_ *nothing, c *call) delivery.DropEndpoint { return delivery.DropEndpoint{ID: c.self()} }, s.p.DropEndpoint, showWebhook)
	change(s, operation{
		path: "/v1/webhooks/{id}/replay", id: "replayWebhook", tag: "webhooks", roles: sellers,
		summary: "Tell a webhook again of what happened behind an event.",
	}, (*replayRequest).command, s.p.ReplayEndpoint, showReplayed)
	s.deliveries(ofMerchant)
}

func (s *server) deliveries(ofMerchant []parameter) {
	list(s, operation{
		path: "/v1/deliveries", id: "listDeliveries", tag: "webhooks", roles: sellers, query: ofMerchant,
		summary: "List what a merchant's servers are or were owed, newest events first.",
	}, listDeliveries)
	read(s, operation{
		path: "/v1/deliveries/{id}", id: "getDelivery", tag: "webhooks", roles: sellers,
		summary: "Read a delivery with its attempts.",
	}, getDelivery)
	change(s, operation{
		path: "/v1/deliveries/{id}/resend", id: "resendDelivery", tag: "webhooks", roles: operators,
		summary: "Make one more attempt at once. Operators only.",
	}, func(_ *nothing, c *call) delivery.Resend { return delivery.Resend{Delivery: c.self()} },
		s.p.ResendDelivery, showDelivery)
}

func (b *webhookRequest) command(c *call, id ledger.ID) platform.EndpointRequest {
	if b.URL == "" {
		c.wrong("url", CodeMissingField, "is required")
	}
	for i, t := range b.Types {
		if !platform.IsEventType(t) {
			c.wrong("types["+strconv.Itoa(i)+"]", CodeInvalidField, "is not a type of event")
		}
	}
	return platform.EndpointRequest{
		ID: id, Merchant: c.optionalID("merchant", b.Merchant), URL: b.URL, Scheme: choose(c, "scheme", b.Scheme, schemes),
		Types: b.Types, Enabled: b.Enabled == nil || *b.Enabled, Rotate: b.Rotate,
	}
}

func (b *replayRequest) command(c *call) delivery.Replay {
	r := delivery.Replay{Endpoint: c.self(), After: newest, Limit: b.Limit}
	if r.Limit == 0 {
		r.Limit = delivery.ReplayMax
	}
	if b.After == "" {
		return r
	}
	at, ok := parsePosition(b.After)
	if !ok {
		c.wrong("after", CodeInvalidField, "must be the id of an event")
	}
	r.After = at
	return r
}

func showWebhook(v platform.EndpointView) webhookReply {
	e := &v.Endpoint
	types := e.Types
	if types == nil {
		types = []string{}
	}
	return webhookReply{
		ID: showID(e.ID), Merchant: showID(e.Merchant), URL: v.URL, Scheme: nameOf(e.Scheme, schemes), Types: types,
		Enabled: e.Enabled, Dropped: e.Dropped, CreatedAt: showTime(e.CreatedAt), Version: e.Version,
		PublicKey: v.Public, Secret: v.Secret,
	}
}

func listWebhooks(c *call) (p page[webhookReply], err error) {
	shop := c.queryID("merchant")
	if err := c.failure(); err != nil {
		return p, err
	}
	found, err := c.p.Endpoints(c.ctx(), c.by, shop)
	for _, v := range found {
		p.Data = append(p.Data, showWebhook(v))
	}
	return p, err
}

func showReplayed(r delivery.Replayed) replayedReply {
	reply := replayedReply{Count: r.Count}
	if r.Seen > 0 {
		reply.Next = positionCursor(r.Next)
	}
	return reply
}

func showDelivery(v platform.DeliveryView) deliveryReply {
	d := &v.Delivery
	return deliveryReply{
		ID: showID(d.ID), Event: *positionCursor(d.Event), Type: v.Event.Type, Merchant: showID(d.Merchant),
		Webhook: showID(d.Endpoint), Object: showID(d.Object), State: nameOf(d.State, deliveryStates),
		Attempts: d.Attempts, NextAt: showTime(d.NextAt), CreatedAt: showTime(d.CreatedAt), DoneAt: showTime(d.DoneAt),
	}
}

func listDeliveries(c *call) (page[deliveryReply], error) {
	shop, after, limit := c.queryID("merchant"), c.afterID(), c.limit()
	if err := c.failure(); err != nil {
		return page[deliveryReply]{}, err
	}
	found, err := c.p.Deliveries(c.ctx(), c.by, shop, after, min(limit+1, PageMax))
	return pageByID(found, limit, func(v *platform.DeliveryView) ledger.ID { return v.Delivery.ID }, showDelivery), err
}

func getDelivery(c *call) (deliveryReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return deliveryReply{}, err
	}
	v, attempts, err := c.p.Delivery(c.ctx(), c.by, id)
	if err != nil {
		return deliveryReply{}, err
	}
	reply, made := showDelivery(v), make([]tried, 0, len(attempts))
	for _, a := range attempts {
		made = append(made, tried{
			Number: a.Number, At: showTime(a.At), Outcome: nameOf(a.Outcome, attemptOutcomes), Status: a.Status,
		})
	}
	reply.Made = &made
	return reply, nil
}
