package lockleak

import (
	"go/token"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// The reasons for which a lock that is held at a return is no leak, or is advice.
var (
	ofOneCall       = decision.New(decision.Ends, "lock-of-one-call", "each call of the function has a lock of its own, so nobody asks for it again")
	runsOneTime     = decision.New(decision.Ends, "locks-in-what-runs-once", "the function runs once, so it does not ask for the lock again")
	noOther         = decision.New(decision.Ends, "lock-nobody-asks-again", "nobody asks for the lock again")
	keptUnknown     = decision.New(decision.Undecided, "kept-lock-unknown", "the part that the lock has is not known")
	keptForRound    = decision.New(decision.Undecided, "kept-for-the-next-round", "the next round of a loop asks for the lock first, which is reported")
	keptTried       = decision.New(decision.Undecided, "kept-lock-tried", "something tries the lock, and what it did depends on the result")
	keptOpen        = decision.New(decision.Undecided, "kept-for-another-package", "the function never releases the lock, and code of other packages can")
	keptAliased     = decision.New(decision.Undecided, "kept-where-it-is-handed-on", "the function never releases the lock, and whoever gets its address can")
	keptReleased    = decision.New(decision.Undecided, "kept-for-who-releases", "the function never releases the lock, and there is one that releases it for its caller")
	maybeOpen       = decision.New(decision.Doubtful, "another-package-may-release", "code of other packages may release the lock")
	maybeAliased    = decision.New(decision.Doubtful, "address-may-release", "whoever gets the address of the lock may release it")
	maybeReleased   = decision.New(decision.Doubtful, "another-function-may-release", "there is a function that releases the lock for its caller")
	neverReleased   = decision.New(decision.Doubtful, "released-on-no-path", "the function releases the lock on no path, which the first call shows unless it is meant so")
	keptAtTheReturn = decision.New(decision.Leaks, "kept-at-return", "a return skips the release of the lock")
)

// The reasons for which a lock that its holder asks for again is advice.
var (
	againByGuess  = decision.New(decision.Doubtful, "again-in-one-of-several", "the call that asks for the lock again may run another function")
	againOnFlag   = decision.New(decision.Doubtful, "again-on-a-flag", "the lock is asked for again on a condition that may say whether it is held")
	againFromTest = decision.New(decision.Doubtful, "again-by-a-test", "the lock is asked for again by what a test hands over")
	lockedAgain   = decision.New(decision.Leaks, "locked-again", "who holds the lock asks for it again")
)

// The reasons for which a wait on a channel under a lock is no leak.
var (
	waitEscapes     = decision.New(decision.Undecided, "waits-on-what-is-out-of-sight", "the channel goes to code that is not seen")
	waitReturned    = decision.New(decision.Undecided, "waits-on-what-is-returned", "callers that are not seen get the channel as a result")
	waitHasWayOut   = decision.New(decision.Ends, "waits-with-a-way-out", "there is another way out beside the operation")
	waitBeyond      = decision.New(decision.Undecided, "waits-in-another-package", "a function of another package waits")
	waitUnknownRoom = decision.New(decision.Undecided, "waits-for-unknown-room", "the size of the buffer is not known")
	waitUnknown     = decision.New(decision.Undecided, "waits-under-an-unknown-lock", "the part that the lock has is not known")
	waitTried       = decision.New(decision.Undecided, "waits-under-a-lock-tried", "something tries the lock, which never blocks it")
	waitRoom        = decision.New(decision.Ends, "waits-for-no-room", "the buffer does not fill up")
	waitFlagged     = decision.New(decision.Undecided, "waits-behind-a-flag", "the operation is done once, behind a flag that the function sets")
	answeredItself  = decision.New(decision.Ends, "waits-for-its-own-answer", "the goroutine has answered itself before it waits")
	answeredFreely  = decision.New(decision.Ends, "answered-without-the-lock", "somebody answers who does not ask for the lock first")
	otherLock       = decision.New(decision.Ends, "needs-another-lock", "who answers asks for the lock of another object")
	startedBehind   = decision.New(decision.Ends, "started-behind-the-lock", "the goroutine is started only when who answers has had the lock")
	unanswered      = decision.New(decision.Undecided, "waits-for-nobody", "nobody answers, of which other checks speak")
	otherCase       = decision.New(decision.Ends, "another-case-comes", "another case of the select does not wait for the lock")
	leavesLocked    = decision.New(decision.Leaks, "leaves-by-the-lock", "all who receive may leave, and then ask for a lock that the goroutine holds")
	waitsLocked     = decision.New(decision.Leaks, "waits-under-the-lock", "all who could answer ask first for a lock that the goroutine holds")
)

// The reasons for which a wait for a group or condition under a lock is no leak.
var (
	sleepOpen       = decision.New(decision.Undecided, "sleeps-on-what-is-out-of-sight", "code of other packages can end the wait")
	sleepNobody     = decision.New(decision.Undecided, "sleeps-for-nobody", "nobody ends the wait, of which other checks speak")
	sleepUnknown    = decision.New(decision.Undecided, "sleeps-under-an-unknown-lock", "the part that the lock has is not known")
	sleepTried      = decision.New(decision.Undecided, "sleeps-under-a-lock-tried", "something tries the lock, which never blocks it")
	condUnknown     = decision.New(decision.Undecided, "condition-of-an-unknown-lock", "which lock the condition gives back while it waits is not known")
	condOwn         = decision.New(decision.Ends, "condition-gives-the-lock-back", "the condition gives the lock back while it waits")
	goFreely        = decision.New(decision.Ends, "counted-without-the-lock", "what the group runs does not ask for the lock")
	countsToo       = decision.New(decision.Ends, "counts-when-it-has-the-lock", "who says Done counts it only when it has the lock")
	wokenByTest     = decision.New(decision.Undecided, "woken-by-a-test", "what a test does tells nothing of other code")
	wokenFreely     = decision.New(decision.Ends, "woken-without-the-lock", "somebody ends the wait who does not ask for the lock first")
	signalsFreely   = decision.New(decision.Ends, "signals-without-the-lock", "who signals has released the lock when it does")
	asksWhereWaits  = decision.New(decision.Ends, "asks-where-it-waits", "the function that waits asks for the lock itself before it ends the wait")
	countsAtTheLock = decision.New(decision.Ends, "counts-behind-the-lock", "what waits for the lock is counted only when it has it")
	sleepsLocked    = decision.New(decision.Leaks, "sleeps-under-the-lock", "who could end the wait asks first for a lock that the goroutine holds")
)

// open begins an obligation about a lock, which is told of at a site.
func (c *check) open(site, at token.Pos, lock held.Lock) *decision.Obligation {
	o := decision.Obligation{Check: leakkind.Lock, Site: site, At: at}
	if lock.Class.Known() {
		o.Object = lock.Class
	}
	return c.ledger.Open(o)
}
