package answer

import (
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// The reasons for which an obligation on a channel is no leak.
var (
	outOfSight      = decision.New(decision.Undecided, "channel-out-of-sight", "the channel goes to code that is not seen")
	handsToItself   = decision.New(decision.Undecided, "channel-to-itself", "a recursive function hands the channel that it makes to itself")
	startsGiven     = decision.New(decision.Ends, "starts-what-it-is-given", "the goroutine belongs to the call that hands over its function")
	unknownCapacity = decision.New(decision.Undecided, "capacity-unknown", "the size of the buffer is not known")
	room            = decision.New(decision.Ends, "room", "the buffer has room for every send")
	trustedRoom     = decision.New(decision.Undecided, "room-as-expected", "the buffer holds several, and the number of sends is not known")
	farAway         = decision.New(decision.Undecided, "started-far-away", "the goroutine is started too far from where the channel begins to live")
	handedOut       = decision.New(decision.Undecided, "channel-handed-out", "callers that are not seen get the channel")
	returned        = decision.New(decision.Undecided, "channel-returned", "callers that are not seen get the channel as a result, and may answer")
	answeredBeyond  = decision.New(decision.Undecided, "answered-in-another-package", "a function of another package answers")
	answersAnother  = decision.New(decision.Undecided, "answers-another-channel", "what answers may do so on another channel of that kind")
	answersItself   = decision.New(decision.Undecided, "answers-itself", "the goroutine answers itself, or another one like it does")
	answeredUnseen  = decision.New(decision.Undecided, "answered-out-of-sight", "code that is not seen runs what answers")
	answersTaken    = decision.New(decision.Ends, "answers-what-is-taken", "the operation comes after a message was taken, and who takes one answers it on every path")
	pool            = decision.New(decision.Ends, "pool", "others take the place of one that leaves")
	deferredAnswer  = decision.New(decision.Ends, "deferred-answer", "a deferred function answers")
	closesOnce      = decision.New(decision.Undecided, "closes-once", "a close in a loop, which some state keeps from coming twice")
	anotherOwner    = decision.New(decision.Undecided, "another-owner", "another goroutine that starts this one answers")
	answeredBefore  = decision.New(decision.Ends, "answered-before", "the answer comes before the goroutine is started")
	ownerAnswers    = decision.New(decision.Ends, "owner-answers", "every path of the goroutine that starts it answers")
	othersAnswer    = decision.New(decision.Ends, "others-answer", "another goroutine answers on every path")
	tooManyPaths    = decision.New(decision.Undecided, "too-many-paths", "there are more paths than are looked at")
	ofTest          = decision.New(decision.Undecided, "test-leaves", "only a test leaves it without an answer")
	ownAnswered     = decision.New(decision.Undecided, "own-answered", "an answer may come from where no path can be followed")
	fed             = decision.New(decision.Ends, "comes-from-outside", "signals, or a timer, answer as long as nobody stops them")
	replaced        = decision.New(decision.Undecided, "replaced-when-stopped", "another timer takes the place of the one that is stopped")
	tickerLoop      = decision.New(decision.Undecided, "loop-over-ticker", "the goroutine waits for ticks in a loop without a way out, of which tickerleak speaks")
	ownRoom         = decision.New(decision.Ends, "own-room", "the buffer has room for what the goroutine sends before")
)

// The reasons for which a path to a leak is doubtful.
var (
	namedError  = decision.New(decision.Doubtful, "unless-named-error", "the operation is made only if an error is not a certain one, which the owner's leaving may cause")
	dataCounts  = decision.New(decision.Doubtful, "rounds-depend-on-data", "the rounds of the loop depend on data, and may be as many as there are answers")
	servedFirst = decision.New(decision.Doubtful, "answers-a-request", "the send answers what the owner asks for, who may have stopped to ask")
	agreedState = decision.New(decision.Doubtful, "agreed-state", "those who answer ask about the same state")
)

// The ways in which an obligation on a channel is a leak.
var (
	leaves    = decision.New(decision.Leaks, "owner-leaves", "who could answer leaves on some path")
	nobody    = decision.New(decision.Leaks, "nobody-answers", "nobody answers")
	anew      = decision.New(decision.Leaks, "made-anew", "the next round of a loop makes another channel, and nobody answers on this one")
	hands     = decision.New(decision.Leaks, "callers-may-stop", "callers that get the channel may stop")
	waits     = decision.New(decision.Leaks, "waits-first", "who could answer waits for the goroutine first")
	later     = decision.New(decision.Leaks, "answer-comes-later", "the answer comes only after the wait")
	unheard   = decision.New(decision.Leaks, "stop-unheard", "callers that stop it stop answering")
	muted     = decision.New(decision.Leaks, "stopped-outside", "what answers from outside is stopped, which closes nothing")
	sameCause = decision.New(decision.Leaks, "same-cause", "another goroutine that waits on the channel is reported, for the same cause")
	trapped   = decision.New(decision.Leaks, "only-way-out", "the only way out of the loop is an operation that nobody answers")
)

var exitReasons = map[ExitKind]*decision.Reason{
	Early: leaves, Round: anew, Nobody: nobody, Returned: hands, Waits: waits, Later: later, Unheard: unheard, Trapped: trapped, Muted: muted,
}

// checks names the leak kind that speaks of a need.
var checks = map[Need]string{NeedRecv: leakkind.Send, NeedSend: leakkind.Recv, NeedClose: leakkind.Range}

// IsRoom reports whether the rule is one of those that trust the size of a buffer.
func IsRoom(r *decision.Reason) bool { return r == unknownCapacity || r == trustedRoom }

// IsUnseen reports whether the rule is that code which is not seen runs what answers.
func IsUnseen(r *decision.Reason) bool { return r == answeredUnseen }
