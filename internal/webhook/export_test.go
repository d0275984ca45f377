package webhook

// Public and Signature for tests.
var (
	Public    = public
	Signature = signature
)
