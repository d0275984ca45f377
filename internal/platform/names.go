package platform

import "github.com/candorpay/candor/internal/machine/customers"

// What use-cases of the customers' side answer with. Transports know no machine,
// so they know it by these names.
type (
	// Incident is a leak that happened, with the scope frozen at its opening.
	Incident = customers.Incident
	// Act is a step of an incident.
	Act = customers.Act
	// ActKind is which step.
	ActKind = customers.ActKind
	// StoredKey is a staff member's or service's key, without its secret.
	StoredKey = customers.Key
)

// Steps of an incident.
const (
	ActReported = customers.ActReported // the regulator's report was handed in, first or supplementary
	ActNotices  = customers.ActNotices  // notices were made
	ActClosed   = customers.ActClosed
)
