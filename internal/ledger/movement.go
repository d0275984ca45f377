package ledger

// MovementMax is the largest amount, in minor units, that the domains let anyone
// ask for in one go: with two decimals, ten trillion. Counters only ever rise, so
// that without it two payments could fill a clearing account for good.
const MovementMax = 1_000_000_000_000_000

// Movement is an amount that a transition of a domain object wants moved: one
// transfer to come, without the id and the time that only the poster knows.
// The movements of one transition are posted in order as one linked chain, so
// that all of them happen or none.
type Movement struct {
	Debit  ID     // account that pays
	Credit ID     // account that receives
	Minor  uint64 // minor units of the currency that both accounts keep; never 0
	Code   uint16 // why, from the chart of transfer codes
}

// ActorKind is the kind of principal on whose behalf money moves.
type ActorKind uint8

// Kinds of actors.
const (
	ActorSystem   ActorKind = 0 // Candor itself: timers, replays
	ActorOperator ActorKind = 1
	ActorMerchant ActorKind = 2
	ActorCustomer ActorKind = 3
)

// Actor is the principal on whose behalf money moves: the domains above ask it
// what it may do and see. ID is a merchant's id or a customer's wallet id, and
// zero for the other kinds.
type Actor struct {
	Kind ActorKind
	ID   ID
}
