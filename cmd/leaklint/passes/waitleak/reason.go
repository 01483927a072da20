package waitleak

import (
	"go/token"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// The reasons for which nothing is known of a group: what is done with it is not all
// seen.
var (
	groupExported = decision.New(decision.Undecided, "group-exported", "other packages can use the group")
	groupMethod   = decision.New(decision.Undecided, "group-method-value", "a method of the group is handed on as a value")
	groupStored   = decision.New(decision.Undecided, "group-stored", "a pointer to the group is stored where others can read it")
	groupChanged  = decision.New(decision.Undecided, "group-pointer-changes", "the variable that points to the group is set more than once")
	groupUsed     = decision.New(decision.Undecided, "group-used-otherwise", "the group is used in a way that is not followed")
	groupNegative = decision.New(decision.Undecided, "group-counted-down", "an Add of less than nothing is a Done of its own kind")
	groupHanded   = decision.New(decision.Undecided, "group-handed-out", "code that is not seen gets the group")
)

// The reasons for which a wait for a group is no leak.
var (
	deferredWait  = decision.New(decision.Undecided, "wait-deferred", "the order of the deferred calls decides")
	someRounds    = decision.New(decision.Undecided, "wait-in-some-rounds", "not every round of the loop waits")
	roundOfGo     = decision.New(decision.Undecided, "wait-for-go-in-a-round", "the group counts what it runs by itself")
	addedInRound  = decision.New(decision.Ends, "wait-for-what-the-round-adds", "something else than the start of the loop adds to the group")
	addedOne      = decision.New(decision.Ends, "wait-for-one", "one is added for all rounds")
	doneElsewhere = decision.New(decision.Undecided, "wait-for-others-in-a-round", "somebody else calls Done than what the loop starts")
	doneOften     = decision.New(decision.Undecided, "wait-for-done-in-a-loop", "Done is called in a loop")
	doneByAnother = decision.New(decision.Ends, "wait-done-by-another", "another goroutine calls Done")
	goCountsToo   = decision.New(decision.Undecided, "wait-for-go-too", "the group counts other things that it runs by itself")
	countUnknown  = decision.New(decision.Undecided, "wait-for-an-unknown-number", "how many are added is not known")
	doneUnbounded = decision.New(decision.Undecided, "wait-done-without-bound", "how often Done is called has no bound that is known")
	doneEnough    = decision.New(decision.Ends, "wait-done-often-enough", "Done may be called as often as something is added")
	closeUnseen   = decision.New(decision.Undecided, "wait-close-out-of-sight", "code that is not seen has the channel, and may close it")
	closeReturned = decision.New(decision.Undecided, "wait-close-by-callers", "callers that are not seen get the channel, and may close it")
	closeAnother  = decision.New(decision.Ends, "wait-closed-by-another", "somebody else than who waits closes the channel")
	closeBefore   = decision.New(decision.Ends, "wait-closed-before", "the channel is closed before the wait")
	withProcess   = decision.New(decision.Ends, "wait-as-the-process", "the goroutine that waits is started once and lives as long as the process")
	onPurpose     = decision.New(decision.Undecided, "wait-on-purpose", "some programs wait for a group that nobody ever does in order to block")
	comesDown     = decision.New(decision.Ends, "wait-counter-comes-down", "nothing is seen that keeps the counter up")
)

// The reasons for which a goroutine that a group counts does not skip Done.
var (
	doneForWork    = decision.New(decision.Undecided, "done-for-each-work", "Done is called in a loop, for each piece of work")
	doneHanded     = decision.New(decision.Undecided, "done-handed-out", "the function that calls Done is handed to code that is not seen")
	addedForWork   = decision.New(decision.Undecided, "added-for-each-work", "what is added is for pieces of work and not for goroutines")
	doneByStarter  = decision.New(decision.Undecided, "done-by-who-starts", "who starts the goroutine calls Done too")
	addedForOther  = decision.New(decision.Undecided, "added-for-another", "what is added is for another goroutine, which is started before")
	itemsUnseen    = decision.New(decision.Undecided, "values-out-of-sight", "code that is not seen has the channel, and may send or receive")
	itemsReturned  = decision.New(decision.Undecided, "values-for-callers", "callers that are not seen get the channel, and may send or receive")
	itemKept       = decision.New(decision.Undecided, "value-kept", "the value may be kept, to be done with later")
	addsForAnother = decision.New(decision.Undecided, "adds-for-another", "the goroutine does not call Done for what it adds")
	addsForStarted = decision.New(decision.Undecided, "adds-for-what-it-starts", "the goroutine starts others, for which it adds")
	starterAdds    = decision.New(decision.Ends, "starter-adds-too", "who starts the goroutine adds to the group itself")
	starterWaits   = decision.New(decision.Ends, "starter-waits-first", "who starts the goroutine waits for something before it waits for the group")
	addsLate       = decision.New(decision.Doubtful, "adds-itself-late", "the goroutine outlives the wait but blocks nobody")
)

// The reasons for which a goroutine of an errgroup is no leak.
var (
	errgroupUnknown   = decision.New(decision.Undecided, "errgroup-of-unknown-origin", "where the group is made is not known")
	errgroupReturned  = decision.New(decision.Undecided, "errgroup-returned", "callers get the group, and may wait for it")
	errgroupStored    = decision.New(decision.Undecided, "errgroup-stored", "the group is in a field, and others may wait for it")
	errgroupUnseen    = decision.New(decision.Undecided, "errgroup-out-of-sight", "code that is not seen has the group, and may wait for it")
	errgroupElsewhere = decision.New(decision.Undecided, "errgroup-waited-elsewhere", "another function than the one that makes the group waits for it")
	errgroupUnwaited  = decision.New(decision.Undecided, "errgroup-never-waited", "nobody waits for the group on any path, which may be meant so")
	errgroupFar       = decision.New(decision.Undecided, "errgroup-started-far-away", "the goroutine is not started by the function that makes the group")
	errgroupWaited    = decision.New(decision.Ends, "errgroup-waited", "every path waits for the group")
	errgroupOutlived  = decision.New(decision.Doubtful, "errgroup-outlived", "the goroutine may end by itself")
)

// The ways in which a wait for a group, or a goroutine that it counts, is a leak.
var (
	roundLeak    = decision.New(decision.Leaks, "waits-in-the-loop-that-starts", "the first round of a loop waits for goroutines of the second")
	itselfLeak   = decision.New(decision.Leaks, "waits-for-itself", "the group counts the goroutine that waits for it")
	fewLeak      = decision.New(decision.Leaks, "done-too-few-times", "more is added than is ever done")
	closeLeak    = decision.New(decision.Leaks, "closed-behind-the-wait", "a goroutine that the group counts waits for a close that comes after the wait")
	skipLeak     = decision.New(decision.Leaks, "done-skipped", "a goroutine that the group counts may end without Done")
	addKeptLeak  = decision.New(decision.Leaks, "add-not-given-back", "a path comes from an Add to the wait without a Done for it")
	refusedLeak  = decision.New(decision.Leaks, "done-refused", "Done is left to a function that a call may refuse to take")
	itemLeak     = decision.New(decision.Leaks, "done-skipped-for-a-value", "Done is skipped for some of the values that are counted")
	selfLeak     = decision.New(decision.Leaks, "waits-on-the-way", "a goroutine that the group counts until it ends comes to the wait")
	lateLeak     = decision.New(decision.Leaks, "added-too-late", "the group may count the goroutine only after the wait")
	errgroupLeak = decision.New(decision.Leaks, "errgroup-not-waited", "a return skips Wait, which ends the group's context")
)

// open begins an obligation about a group, which is told of at a site. The object is
// nil where the group has no identity.
func (c *check) open(site, at token.Pos, object any) *decision.Obligation {
	return c.ledger.Open(decision.Obligation{Check: leakkind.Wait, Site: site, At: at, Object: object})
}
