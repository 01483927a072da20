package lockorder

import (
	"go/token"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// The reasons for which an order of two locks is no leak.
var (
	testCallback = decision.New(decision.Undecided, "order-in-what-a-test-hands-over", "the second lock is asked for in what a test hands over")
	roleUnknown  = decision.New(decision.Undecided, "order-of-an-unknown-lock", "the part that one of the locks has is not known")
	givenBack    = decision.New(decision.Ends, "order-given-back", "the first lock is given back before the second is asked for")
	seenOften    = decision.New(decision.Undecided, "order-seen-often", "enough places take the two locks in this order")
	orderTried   = decision.New(decision.Undecided, "order-of-a-lock-tried", "something tries one of the locks, and goes on without it")
	newObject    = decision.New(decision.Ends, "order-in-a-new-object", "one of the locks is in an object that nobody else has yet")
	oneOrder     = decision.New(decision.Ends, "taken-in-one-order", "nobody takes the two locks the other way round")
	gateLock     = decision.New(decision.Ends, "order-behind-a-gate", "another lock, which is taken first, keeps the two orders apart")
	otherPart    = decision.New(decision.Ends, "order-of-another-part", "one of the locks is that of two objects, in two fields of one that has both")
	readersOnly  = decision.New(decision.Ends, "order-of-readers", "a lock is only read, and nobody asks to write it")
)

// The reasons for which two orders are advice, and those for which they are a leak.
var (
	readersFirst  = decision.New(decision.Doubtful, "order-with-a-writer", "both read one of the locks, so it takes a writer as well")
	apartByType   = decision.New(decision.Doubtful, "order-in-other-types", "the locks are parts of objects of different types")
	ofCollection  = decision.New(decision.Doubtful, "order-in-a-collection", "the locks are in elements of collections, which need not be the same")
	toRelease     = decision.New(decision.Doubtful, "order-to-release", "one lock is asked for to release the other, which goes by what callers hold")
	guessed       = decision.New(decision.Doubtful, "order-in-one-of-several", "the call that leads to the second lock may run another function")
	onFlag        = decision.New(decision.Doubtful, "order-on-a-flag", "the second lock is asked for on a condition that may say whether it is held")
	asPassed      = decision.New(decision.Doubtful, "order-as-passed", "two locks of one kind are taken in the order in which they are passed")
	oppositeTaken = decision.New(decision.Leaks, "taken-in-both-orders", "another function takes the two locks the other way round")
)

// The reasons about three locks.
var (
	tooManyOrders  = decision.New(decision.Undecided, "too-many-orders", "the package has too many orders of locks to look for circles of three")
	gateOfCircle   = decision.New(decision.Ends, "circle-behind-a-gate", "another lock keeps two of the three orders apart")
	pairInCircle   = decision.New(decision.Ends, "circle-with-a-pair", "two of the three locks are taken in both orders, which is told by itself")
	readersCircle  = decision.New(decision.Ends, "circle-of-readers", "one of the locks is only read, and nobody asks to write it")
	readingInOrder = decision.New(decision.Doubtful, "circle-with-a-reader", "one of the three only reads both of its locks")
	circle         = decision.New(decision.Leaks, "taken-in-a-circle", "three functions take three locks in a circle")
	readTwins      = decision.New(decision.Ends, "passed-to-be-read", "two locks that are passed are only read")
)

// open begins an obligation about the locks, of which the last is asked for at a
// place.
func open(ledger *decision.Ledger, site, at token.Pos, locks any) *decision.Obligation {
	o := decision.Obligation{Check: leakkind.LockOrder, Site: site, At: at}
	if p, ok := locks.(pair); !ok || p.first.Known() && p.second.Known() {
		o.Object = locks
	}
	return ledger.Open(o)
}

// of returns the condition under which a rule about an order holds for one of two.
func of(r *decision.Reason, holds func(*order) bool, orders ...*order) decision.Condition {
	return decision.Condition{Reason: r, Holds: func() bool {
		for _, o := range orders {
			if holds(o) {
				return true
			}
		}
		return false
	}}
}
