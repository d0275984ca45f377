package alipay

import "github.com/candorpay/candor/internal/settlement"

// Pages of receivers.
const (
	receiversPage    = 20 // of a query that does not say
	receiversPageMax = 100
)

// bindRequest is what royalty.relation.bind and unbind ask for.
type bindRequest struct {
	Request   loose        `json:"out_request_no"`
	Receivers []bindEntity `json:"receiver_list"`
}

// bindEntity is a receiver as the wire has it.
type bindEntity struct {
	Type        string `json:"type"`
	Account     loose  `json:"account"`
	OpenID      loose  `json:"account_open_id,omitempty"`
	Name        string `json:"name,omitempty"`
	Memo        string `json:"memo,omitempty"`
	LoginName   string `json:"login_name,omitempty"`
	BoundLogins string `json:"bind_login_name,omitempty"`
}

// relationResult is the answer of bind and unbind.
type relationResult struct {
	ResultCode string `json:"result_code"`
}

// relationBind adds those among whom the merchant may split.
func relationBind(c *Call) (any, error) {
	receivers, err := c.receivers()
	if err != nil {
		return nil, err
	}
	_, err = c.P.BindReceivers(c.Ctx, c.By, settlement.Bind{Merchant: c.App.Merchant, Receivers: receivers})
	return relationResult{"SUCCESS"}, err
}

// relationUnbind removes some of them.
func relationUnbind(c *Call) (any, error) {
	receivers, err := c.receivers()
	if err != nil {
		return nil, err
	}
	_, err = c.P.UnbindReceivers(c.Ctx, c.By, settlement.Unbind{Merchant: c.App.Merchant, Receivers: receivers})
	return relationResult{"SUCCESS"}, err
}

// receivers reads whom a request binds or unbinds.
func (c *Call) receivers() ([]settlement.Party, error) {
	var r bindRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	switch {
	case !requestName(string(r.Request)):
		return nil, c.invalid("out_request_no", "must be 1 to 64 letters, digits, underscores and hyphens, beginning without one")
	case len(r.Receivers) < 1 || len(r.Receivers) > settlement.BindMax:
		return nil, c.invalid("receiver_list", "must be 1 to 20 receivers")
	}
	var parties []settlement.Party
	for i := range r.Receivers {
		e := &r.Receivers[i]
		id := first(string(e.Account), string(e.OpenID), e.LoginName)
		party, err := c.receiver(e.Type, id, e.Name)
		if err != nil {
			return nil, err
		}
		parties = append(parties, party)
	}
	return parties, nil
}

// relationList is the answer of royalty.relation.batchquery.
type relationList struct {
	ResultCode   string       `json:"result_code"`
	Receivers    []bindEntity `json:"receiver_list"`
	TotalPages   int          `json:"total_page_num"`
	TotalRecords int          `json:"total_record_num"`
	Page         int          `json:"current_page_num"`
	PageSize     int          `json:"current_page_size"`
}

// relationQuery lists those among whom the merchant may split, in the order in
// which it bound them.
func relationQuery(c *Call) (any, error) {
	var r struct {
		Page loose `json:"page_num"`
		Size loose `json:"page_size"`
	}
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	page, size := 1, receiversPage
	for _, n := range []struct {
		field string
		text  loose
		max   int
		into  *int
	}{{"page_num", r.Page, settlement.ReceiversMax, &page}, {"page_size", r.Size, receiversPageMax, &size}} {
		if n.text == "" {
			continue
		}
		value, ok := n.text.count()
		if !ok || value < 1 || value > n.max {
			return nil, c.invalid(n.field, "must be a whole number from 1 on")
		}
		*n.into = value
	}
	bound, err := c.P.Relations(c.Ctx, c.By, c.App.Merchant)
	if err != nil {
		return nil, err
	}
	total := len(bound.Receivers)
	list := relationList{
		ResultCode: "SUCCESS", Receivers: []bindEntity{}, TotalRecords: total,
		TotalPages: (total + size - 1) / size, Page: page, PageSize: size,
	}
	for _, p := range bound.Receivers[min(total, (page-1)*size):min(total, page*size)] {
		id, err := c.partyID(p)
		if err != nil {
			return nil, err
		}
		list.Receivers = append(list.Receivers, bindEntity{Type: "userId", Account: loose(id)})
	}
	return list, nil
}
