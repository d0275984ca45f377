package alipay

import (
	"strings"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
)

// contactFields are the personal values of a request, as the objects that hold any
// call them.
type contactFields struct {
	Name    string `json:"name"`
	Mobile  loose  `json:"mobile"`
	Address string `json:"address"`
	CertNo  loose  `json:"cert_no"`
	Zip     loose  `json:"zip"`
}

// contact returns who receives the goods, and who is said to pay, under one token;
// the zero Contact where the request says nothing of it. A value that can be nobody's
// is left out: the goods go wherever the merchant sends them, and the trade is not the
// worse for it.
func (c *Call) contact(r *openRequest) (platform.Contact, error) {
	given := map[customer.Field]string{
		customer.Name:       first(r.Receiver.Name, r.Person.Name),
		customer.Phone:      first(string(r.Receiver.Mobile), string(r.Person.Mobile)),
		customer.Address:    r.Receiver.Address,
		customer.NationalID: first(string(r.Receiver.CertNo), string(r.Person.CertNo)),
	}
	for {
		var values customer.Values
		for field, text := range given {
			if strings.TrimSpace(text) != "" {
				values.Set(field, text)
			}
		}
		who, err := c.P.ContactOf(c.By, string(r.OutTradeNo), values)
		if err == nil {
			return who, nil
		}
		wrong, known := customer.ParseField(strings.TrimPrefix(errkind.CodeOf(err), "invalid_"))
		if errkind.Of(err) != errkind.Invalid || !known || given[wrong] == "" {
			return platform.Contact{}, err
		}
		delete(given, wrong) // one fewer each time, so this ends
	}
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
