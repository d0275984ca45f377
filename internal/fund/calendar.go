package fund

// Calendar says on which days people work: Mondays to Fridays but for holidays,
// and the Saturdays and Sundays that make up for them. Days are in ascending order.
type Calendar struct {
	_        struct{} `cbor:",toarray"`
	Through  Day      // the last day that it speaks of; behind it only weekends are free
	Holidays []Day    // Mondays to Fridays on which nobody works
	Workdays []Day    // Saturdays and Sundays on which people work
}
