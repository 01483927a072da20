package obligation

// A Verdict is what is decided about an obligation.
type Verdict int

// The verdicts.
const (
	Undecided Verdict = iota // see the Doubt
	Ends                     // see the Refutation
	Leak                     // see the witness
)

// A Refutation says why a goroutine does not stay in its send.
type Refutation string

// The refutations.
const (
	// Answered: on every path that is possible, so many are received that the rest
	// has room.
	Answered Refutation = "answered on every path"
	// ByItself: the goroutine receives what it sends.
	ByItself Refutation = "the goroutine receives from the channel itself"
	// ByAnother: a goroutine that receives does not end before.
	ByAnother Refutation = "another goroutine receives until all is sent"
	// ByCallers: a function that code out of sight may call receives.
	ByCallers Refutation = "callers of an exported function may receive"
	// ByPool: goroutines that are started again and again receive.
	ByPool Refutation = "goroutines that are started again and again receive"
)

// A Doubt says why nothing is decided.
type Doubt string

// The doubts.
const (
	// Escapes: the channel goes where it cannot be followed.
	Escapes Doubt = "the channel goes out of sight"
	// HandedOut: a getter gives the channel to callers out of sight.
	HandedOut Doubt = "the channel is handed to callers out of sight"
	// Elsewhere: a function of another package receives, on paths that are not known.
	Elsewhere Doubt = "a function of another package receives"
	// Sized: the size of the buffer is an expression, which is taken to be right.
	Sized Doubt = "the size of the buffer is an expression"
	// TooLong: there are too many paths.
	TooLong Doubt = "too many paths"
	// Roles: the function that makes the channel also gets it, so that two channels
	// are one to the analysis.
	Roles Doubt = "a recursive function hands the channel to itself"
	// Far: nothing ties the goroutine to the function in which the channel lives.
	Far Doubt = "the channel begins to live too far away"
	// Behind: the path to the leak is not found again without merging.
	Behind Doubt = "the path is only possible where paths are merged"
)
