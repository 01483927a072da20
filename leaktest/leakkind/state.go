package leakkind

import (
	"slices"
	"strings"
)

// OfState names the kind of a goroutine by what a dump says of it alone: the
// state in the runtime's words ("chan receive", "select", "IO wait") and the
// functions of its stack, innermost first. It is "" where the state fits none.
//
// A state cannot tell a range over a channel, a wait for a context or a ticker
// loop from other receives and selects: those are [Recv] and [Select] here, and
// a goroutine that was caught running is a [Loop].
func OfState(state string, calls []string) string {
	switch {
	case strings.HasSuffix(state, "(nil chan)"):
		return NilChan
	case strings.HasPrefix(state, "chan send"):
		return Send
	case strings.HasPrefix(state, "chan receive"):
		return Recv
	case strings.HasPrefix(state, "select"):
		return Select
	case strings.HasPrefix(state, "sync."), strings.HasPrefix(state, "sema"):
		return syncKind(state, calls)
	case state == "sleep":
		return Sleep
	case strings.HasPrefix(state, "IO wait"), state == "syscall":
		return IO
	case state == "coroutine":
		return Pull
	case state == "running", state == "runnable":
		if slices.Contains(calls, "time.Sleep") {
			return Sleep // the time is up, and it has not run yet
		}
		return Loop
	}
	return ""
}

// syncKind tells by the function of package sync that the goroutine is in, since
// the state of older releases says only "semacquire".
func syncKind(state string, calls []string) string {
	for _, f := range calls {
		switch {
		case strings.HasPrefix(f, "sync.(*WaitGroup)."), strings.HasPrefix(f, "sync.runtime_SemacquireWaitGroup"):
			return Wait
		case strings.HasPrefix(f, "sync.(*Cond)."), f == "sync.runtime_notifyListWait":
			return Cond
		case strings.HasPrefix(f, "sync.(*Mutex)."), strings.HasPrefix(f, "sync.(*RWMutex)."), strings.HasPrefix(f, "internal/sync.(*Mutex)."):
			return Lock
		}
	}
	switch {
	case strings.HasPrefix(state, "sync.WaitGroup"):
		return Wait
	case strings.HasPrefix(state, "sync.Cond"):
		return Cond
	}
	return Lock
}
