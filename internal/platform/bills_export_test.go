package platform

import "testing"

// SetBillEvents is how many events a trade bill reads at once until the test ends.
func SetBillEvents(t *testing.T, n int) {
	before := billEvents
	billEvents = n
	t.Cleanup(func() { billEvents = before })
}
