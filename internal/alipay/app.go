package alipay

// App is what the gateway knows of the app that sent a request.
type App struct {
	ID         string   // app_id
	Merchant   [16]byte // whose app it is
	Seller     string   // seller_id: 2088 and 12 digits
	Name       string   // what payers see
	ContentKey []byte   // of encrypted content; empty: none
}
