package leaktest

import (
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// The verdicts of a [Leak].
const (
	// Proven: the garbage collector showed that nothing can ever wake the
	// goroutine.
	Proven = "proven"
	// StillRunning: the goroutine was still there when the settling was over.
	StillRunning = "still running"
)

// A Frame is one function call of a goroutine's stack.
type Frame = goroutine.Frame

// A Leak is one goroutine that was left behind. Its fields and their JSON names
// are stable; the text of a report is for people and may change.
type Leak struct {
	// ID is the goroutine's number. The runtime never gives it twice.
	ID uint64 `json:"id"`
	// Kind is the name of the pattern, one of package leakkind ("sendleak"), and
	// the same word that leaklint uses; "" where the state fits none.
	Kind string `json:"kind"`
	// State is what the goroutine waits for, in the runtime's words, for
	// instance "chan receive" or "IO wait".
	State string `json:"state"`
	// Verdict is Proven or StillRunning.
	Verdict string `json:"verdict"`
	// Owner is the name of the test, benchmark, fuzz target or example that
	// started the goroutine, directly or through goroutines that it started; ""
	// where that cannot be said for sure.
	Owner string `json:"owner"`
	// OwnerID tells runs of the same test apart (-count, benchmark rounds). It
	// is unique within the process and begins with Owner.
	OwnerID string `json:"owner_id"`
	// Function, File and Line are where the goroutine blocks: the innermost call
	// outside the standard library, or the innermost of all where there is no
	// such call. Stack[0] is the innermost of all.
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	// CreatedBy, CreatedFile and CreatedLine are the function that holds the go
	// statement, and where; empty where the runtime does not tell.
	CreatedBy   string `json:"created_by"`
	CreatedFile string `json:"created_file"`
	CreatedLine int    `json:"created_line"`
	// Wait is how long the goroutine has been blocked. The runtime gives whole
	// minutes, and nothing below one: then it is 0. JSON has it in nanoseconds.
	Wait time.Duration `json:"wait"`
	// Labels are the goroutine's runtime/pprof labels, without leaktest's own.
	Labels map[string]string `json:"labels,omitempty"`
	// Stack is the whole stack, innermost call first.
	Stack []Frame `json:"stack"`
	// Raw is the goroutine's part of the dump, as the runtime printed it.
	Raw string `json:"raw"`
	// Hint says what to do, in one sentence; "" where there is no advice.
	Hint string `json:"hint,omitempty"`
}
