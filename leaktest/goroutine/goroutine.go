package goroutine

import "time"

// A Goroutine is one goroutine as a dump describes it.
type Goroutine struct {
	// ID is the goroutine's number. The runtime never uses a number twice.
	ID uint64 `json:"id"`

	// State is the status or the reason for waiting in the runtime's words,
	// without the marks below: "running", "chan receive", "select (no cases)",
	// "chan receive (nil chan)", "sync.WaitGroup.Wait".
	State string `json:"state"`

	// Wait is how long the goroutine has been blocked: whole minutes, and 0
	// for anything below one. The runtime starts this clock at the first
	// garbage collection that finds the goroutine blocked, so a program
	// without collections shows none.
	Wait time.Duration `json:"wait,omitempty"`

	// Leaked reports the mark "(leaked)": the garbage collector has shown that
	// nothing can wake the goroutine. See [Prove].
	Leaked bool `json:"leaked,omitempty"`

	// Scan reports the mark "(scan)": the collector was scanning its stack.
	Scan bool `json:"scan,omitempty"`

	// Locked reports "locked to thread", the effect of [runtime.LockOSThread].
	Locked bool `json:"locked,omitempty"`

	// Durable reports the mark "(durable)": it is blocked on something that
	// only its own synctest bubble can answer.
	Durable bool `json:"durable,omitempty"`

	// Bubble is the number of its synctest bubble, 0 for none.
	Bubble uint64 `json:"bubble,omitempty"`

	// Labels are its runtime/pprof labels, nil when the dump shows none.
	Labels map[string]string `json:"labels,omitempty"`

	// Attrs are the header's other attributes, verbatim.
	Attrs []string `json:"attrs,omitempty"`

	// Stack holds the frames, innermost first.
	Stack []Frame `json:"stack"`

	// Elided is the number of frames that the runtime left out of the middle
	// of a deep stack, -1 when it left out frames and did not say how many.
	Elided int `json:"elided,omitempty"`

	// StackUnavailable says that the runtime could not walk the stack, because
	// the goroutine was running on another thread.
	StackUnavailable bool `json:"stack_unavailable,omitempty"`

	// CreatedBy is the function that holds the go statement, with the position
	// of the statement. It is nil when the dump has none: for the main
	// goroutine, for callbacks from C, and for some of the runtime's own.
	CreatedBy *Frame `json:"created_by,omitempty"`

	// ParentID is the goroutine that ran the go statement, 0 when unknown. It
	// may have ended long ago.
	ParentID uint64 `json:"parent_id,omitempty"`

	// Ancestors are the creators' stacks, the parent's first.
	Ancestors []Ancestor `json:"ancestors,omitempty"`

	// Raw is the record's text, verbatim.
	Raw string `json:"raw"`

	// Truncated says that the dump ends inside this record, so that frames,
	// the creator or labels may be missing. A dump that was cut exactly between
	// two frames, after the line break, cannot be told from a whole one.
	Truncated bool `json:"truncated,omitempty"`

	// Unparsed holds the lines, or the part of the header line, that were not
	// understood, verbatim.
	Unparsed []string `json:"unparsed,omitempty"`
}

// An Ancestor is a goroutine in the line of creators.
type Ancestor struct {
	// ID is the goroutine's number.
	ID uint64 `json:"id"`

	// Stack is its stack when it ran the go statement, innermost frame first.
	// The runtime does not say which of these frames were inlined.
	Stack []Frame `json:"stack"`

	// Elided is -1 when frames were left out: the runtime does not say how
	// many.
	Elided int `json:"elided,omitempty"`

	// CreatedBy is the function that holds the go statement of this ancestor.
	CreatedBy *Frame `json:"created_by,omitempty"`
}

// top returns the ancestors' last element, for the parser to fill.
func (g *Goroutine) top() *Ancestor { return &g.Ancestors[len(g.Ancestors)-1] }
