// Package alipay is the gateway that a merchant's existing Alipay SDK speaks to:
// the parameter protocol at /gateway.do (v1), the REST form under /v3/alipay/,
// links by which bills are fetched, and notifications.
//
// What it promises: a request is read completely or refused before any use-case
// runs. Its signature is verified over exactly the parameters, or exactly the
// bytes of target and body, that arrived. Every answer is signed over exactly
// the bytes that are sent, and of one whose request could not be read too. A v1
// answer has the HTTP status 200 and stands under the method's own root key;
// nothing of it is computed twice. What an answer says of a fault names
// parameters and fields, and never repeats a value. A failure of ours is never
// told as a business refusal, so that a client does not take "not now" for "no".
//
// Vocabulary: an app is a merchant's way in, with the public key of its
// requests; a parameter is a name with a value on the wire, as opposed to a
// field of the business content, which is JSON; key mode and certificate mode
// are the two ways in which an app knows our key, and the request chooses; a
// page method answers a browser and not a program; a transfer is a remittance of
// the platform's, and an authorisation (auth) one of its holds; a notification is
// a notice, told as the incumbent does.
//
//	gateway := alipay.New(p, alipay.Options{Logger: logger})
//	mux.Handle("/gateway.do", gateway)
//	mux.Handle("/v3/", gateway)
//	mux.Handle(alipay.BillPath, gateway)
//	err := webhook.Run(ctx, p, webhook.Options{Builder: alipay.NewNotices(p)})
//
// The nonces of v3 requests are in memory: after a restart, one that was used in
// the last minutes could be sent once more, and meets the idempotency of
// out_trade_no and its like, as every v1 request does.
package alipay
