package leakkind

import "strings"

// WaitsIn names a state in words that fit after "waiting in" and "blocked in":
// "a channel send" for "chan send". The kind makes it more precise.
func WaitsIn(kind, state string) string {
	switch {
	case strings.HasSuffix(state, "(nil chan)"):
		return "a " + strings.TrimSuffix(strings.Replace(state, "chan ", "channel ", 1), " (nil chan)") + " on a nil channel"
	case kind == Range:
		return "a range over a channel"
	case kind == Context && state == "chan receive":
		return "a wait for a context"
	case strings.HasPrefix(state, "chan send"):
		return "a channel send"
	case strings.HasPrefix(state, "chan receive"):
		return "a channel receive"
	case state == "select (no cases)":
		return "an empty select"
	case strings.HasPrefix(state, "select"):
		return "select"
	case state == "sleep":
		return "time.Sleep"
	case strings.HasPrefix(state, "IO wait"):
		return "I/O"
	case state == "syscall":
		return "a system call"
	}
	return state
}

// ProvenBecause says what the garbage collector found when it proved that a
// goroutine is stuck: nobody is left who could end the wait.
func ProvenBecause(kind, state string) string {
	switch {
	case strings.HasSuffix(state, "(nil chan)"), state == "select (no cases)":
		return "nothing can ever end that"
	case strings.HasPrefix(state, "select"):
		return "nobody else holds its channels"
	case strings.HasPrefix(state, "chan"):
		return "nobody else holds the channel"
	case kind == Lock:
		return "nobody who could unlock it is left"
	case kind == Wait:
		return "nobody who could call Done is left"
	case kind == Cond:
		return "nobody who could signal it is left"
	}
	return "nobody who could wake it is left"
}
