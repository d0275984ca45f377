package alipay

import (
	"net/http"
	"strconv"
)

// classic answers the one service of the older gateway that is offered: whether
// a notification came from here. It takes no signature and tells nothing else:
// who asks names the notification and the merchant that it went to.
func (s *server) classic(x *exchange, p params) {
	x.method, x.code = "notify_verify", "10000"
	if p["service"] != "notify_verify" {
		x.method, x.code = "", "ILLEGAL_SERVICE"
		x.send(http.StatusOK, "text/xml;charset=utf-8",
			[]byte(`<?xml version="1.0" encoding="utf-8"?><alipay><is_success>F</is_success><error>ILLEGAL_SERVICE</error></alipay>`))
		return
	}
	known, err := s.p.NotifyVerify(x.r.Context(), p["partner"], p["notify_id"])
	if err != nil {
		x.cause, x.code = err, unavailable().SubCode
		http.Error(x.w, "the system is busy", http.StatusServiceUnavailable)
		x.status = http.StatusServiceUnavailable
		return
	}
	x.send(http.StatusOK, "text/plain;charset=utf-8", []byte(strconv.FormatBool(known)))
}
