package exits

// A limit is the name of what this package cannot see, where no rule of a check has
// decided.
type limit string

// The limits.
const (
	channelUnknown   limit = "channel-unknown"
	nobodySeen       limit = "nobody-seen"
	neverDone        limit = "context-never-done"
	noWayOut         limit = "no-way-out"
	tooManyFunctions limit = "too-many-functions"
	likelyLeak       limit = "likely-leak"
	functionUnknown  limit = "function-unknown"
	functionsUnknown limit = "other-functions-unknown"
)

var limits = map[limit]string{
	channelUnknown:   "the channel comes from code that is not seen",
	nobodySeen:       "no operation is seen that answers",
	neverDone:        "the context is one that is never done",
	noWayOut:         "a loop or a wait has no way out, and no check reports it",
	tooManyFunctions: "the goroutine runs more functions than are looked at",
	likelyLeak:       "a check reports it as advice",
	functionUnknown:  "the function that the goroutine runs is not known",
	functionsUnknown: "the goroutine may run functions that are not known",
}

// undecided is an end that a limit keeps from being known.
func undecided(l limit, text string) End {
	return End{Kind: Undecided, Text: text, Reason: string(l)}
}

// Limit returns what the limit with a name says, or "".
func Limit(name string) string { return limits[limit(name)] }
