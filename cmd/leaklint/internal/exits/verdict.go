// Package exits says of every goroutine that a package starts what ends it, or that
// nobody can tell.
//
// For each start it lists what the goroutine waits for, in the functions that it
// runs, and asks of each wait what the analyses of leaklint know: which context is
// canceled, which channel is closed and by whom, who takes or sends the value. The
// weakest of these is the verdict of the goroutine.
//
// The arrow points one way: it reads the results of the analyses and the ledger of
// their decisions (package decision), and changes neither.
package exits

import "go/token"

// A Kind is what ends a goroutine.
type Kind string

// The kinds, in the order from the strongest to the weakest: the verdict of a
// goroutine is that of the weakest of its waits.
const (
	Returns   Kind = "returns"   // it does bounded work
	Process   Kind = "process"   // it lives as long as the process, by intent
	Context   Kind = "context"   // a context is done
	Answered  Kind = "answered"  // somebody takes or sends
	Closed    Kind = "closed"    // a channel is closed
	IO        Kind = "io"        // something outside of the program is closed or comes
	Undecided Kind = "undecided" // the analysis cannot tell
	Leaks     Kind = "leaks"     // nothing, see the finding
)

// Kinds lists all kinds, the strongest first.
var Kinds = []Kind{Returns, Process, Context, Answered, Closed, IO, Undecided, Leaks}

// An End is what ends a wait, or a goroutine.
type End struct {
	Kind Kind
	Text string    // who does it and where, as a sentence without a full stop; for leaks the finding
	If   string    // what that depends on, or "": as the rest of "..., if "
	By   token.Pos // where it is done; invalid where that is not known

	// Reason is the name of the rule that settled it, see package decision, or "".
	Reason string
}

// Proven reports whether the end depends on nothing that the package does not show.
func (e End) Proven() bool {
	return e.If == "" && e.Kind != Undecided && e.Kind != Leaks && e.Kind != IO
}

// weaker reports whether an end says less than another one.
func (e End) weaker(than End) bool {
	if e.rank() != than.rank() {
		return e.rank() > than.rank()
	}
	return e.If != "" && than.If == ""
}

func (e End) rank() int {
	for i, k := range Kinds {
		if k == e.Kind {
			return i
		}
	}
	return len(Kinds)
}

// A Wait is an operation at which a goroutine may block.
type Wait struct {
	Pos  token.Pos
	What string // such as "receives from jobs"
	End  End

	depth    int  // how many calls it is away from the function that the goroutine runs
	lock     bool // it is for a lock, which others hold for a moment only
	deferred bool // it comes when the goroutine's work is done
}

// tellsBefore reports whether the end of the wait tells of the goroutine rather than that
// of another one: it is not for a lock, nobody can tell of it, it is not in what is
// deferred, says less, or is nearer to the function that the goroutine runs.
func (w *Wait) tellsBefore(other *Wait) bool {
	switch {
	case w.lock != other.lock:
		return other.lock
	case (w.End.Kind == Undecided) != (other.End.Kind == Undecided):
		return w.End.Kind == Undecided
	case w.deferred != other.deferred:
		return other.deferred
	case other.End.weaker(w.End):
		return false
	}
	return w.End.weaker(other.End) || w.depth < other.depth
}

// A Verdict is what is known of the goroutines of one start.
type Verdict struct {
	Pos   token.Pos // of the go statement, or of the call that starts the goroutine
	In    string    // the function that starts it
	End   End
	Waits []Wait // in the order of the source, as far as they were looked at
}
