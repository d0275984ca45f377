package audit

// What merchants' servers are told moves no money, and no account or trade
// depends on it: these commands are read, so that a malformed one is found, and
// nothing follows.

type endpointSet struct {
	_        struct{} `cbor:",toarray"`
	ID       ID
	Merchant ID
	Scheme   uint8
	Sealed   []byte
	Types    []string
	Enabled  bool
	Version  uint32
}

type endpointDrop struct {
	_  struct{} `cbor:",toarray"`
	ID ID
}

type deliveryReport struct {
	_        struct{} `cbor:",toarray"`
	Delivery ID
	Number   uint16
	Status   uint16
	Outcome  uint8
}

type deliveryResend struct {
	_        struct{} `cbor:",toarray"`
	Delivery ID
}

type endpointReplay struct {
	_        struct{} `cbor:",toarray"`
	Endpoint ID
	After    uint64
	Limit    uint16
}

// tradeNote says anew where a merchant wants to hear of a trade.
type tradeNote struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
	Was   ID
	Note  note
}

// told is a command that changes nothing that is audited.
func told[B any](_ *Auditor, _ *command, _ B, _ int64) string { return "" }
