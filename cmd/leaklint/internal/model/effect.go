package model

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Context is that a function returns a context.
type Context struct {
	Result   int  // which result it is
	Parent   int  // the argument that it ends with, or None
	Cancel   int  // the result that ends it, or None
	Deadline bool // it ends at a time as well
	Signal   bool // it ends with a signal as well
	Never    bool // nothing ends it
	Group    bool // the goroutines of a group end it, and Wait
}

// None is the index of what there is none of.
const None = -1

// Derives returns what context the function returns.
func Derives(fn *ssa.Function) (Context, bool) { return find[Context](fn) }

// Canceled reports whether the call derives a context that ends when a function is
// called which it returns, or its parent does, and else never.
func Canceled(call *ssa.CallCommon) bool {
	c, ok := Derives(call.StaticCallee())
	return ok && c.Cancel != None && !c.Itself()
}

// Itself reports whether the context also ends by itself.
func (c Context) Itself() bool { return c.Deadline || c.Signal }

// A Start is that a function runs an argument in a goroutine of its own.
type Start struct {
	As  string // how the start is called
	Arg int    // the argument; the receiver counts
}

// Starts returns which argument the function starts.
func Starts(fn *ssa.Function) (Start, bool) { return find[Start](fn) }

// A Run is that a function runs an argument at most once.
type Run struct {
	Arg   int
	Under int // the argument that is held while it runs, like a lock, and says that it has run; or None
}

// RunsOnce returns which argument the function runs at most once: itself, or when what
// it returns is called.
func RunsOnce(fn *ssa.Function) (Run, bool) { return find[Run](fn) }

// An End is that a function ends the goroutine or the process.
type End struct{}

// Ends reports whether the function ends the goroutine or the process.
func Ends(fn *ssa.Function) bool {
	_, ok := find[End](fn)
	return ok
}

// A Wait is that a function may wait.
type Wait struct {
	What string // what it does to its caller
	End  string // what ends that; empty for something outside of the program
	Lock bool   // it is a lock, which others hold for a moment only
}

// Waits returns what the function waits for.
func Waits(fn *ssa.Function) (Wait, bool) { return find[Wait](fn) }

// A Read is that a function looks at its arguments and keeps nothing of them.
type Read struct{}

// OnlyReads reports whether the function keeps nothing of its arguments.
func OnlyReads(fn *ssa.Function) bool {
	_, ok := find[Read](fn)
	return ok
}

// An Own is that a function leaves something running that its caller is to end.
type Own struct {
	Result, Param int      // the result, or else the parameter, that is to be ended; None is none
	Type          string   // the name of its type
	Func          bool     // it is a function, whose call ends it
	Body          bool     // it is a response, whose body is
	Starts        []string // the methods that start it; none if it runs at once
	Stops         []string // the methods that end it
	Runs          bool     // the function itself runs until then
	Lent          bool     // it is lent until then, and the facts about the source say less
	Context       bool     // a context that the call is given ends it too
	Held          string   // what is held until then, where that is no goroutine: "connection"
	Likely        bool     // it was not shown that nothing else ends it
	Maybe         bool     // whether it runs, and until when, depends on what is not looked at
}

// Owned returns what the function leaves to its caller to end.
func Owned(fn *ssa.Function) (Own, bool) { return find[Own](fn) }

// A Listen is that a function returns a new listener, which accepts connections until
// it is closed.
type Listen struct{}

// Listens reports whether the first result of the function is a new listener.
func Listens(fn *ssa.Function) bool {
	_, ok := find[Listen](fn)
	return ok
}

// A Transfer is that a function reads from its arguments, or writes to them, and keeps
// nothing of them; or that what it returns does so, if it wraps them.
type Transfer struct{ Wraps bool }

// Transfers returns how the function reads from its arguments or writes to them.
func Transfers(fn *ssa.Function) (Transfer, bool) { return find[Transfer](fn) }

// OfSync reports whether the function is a method of package sync.
func OfSync(fn *ssa.Function) bool {
	return fn.Signature.Recv() != nil && fn.Object() != nil && fn.Object().Pkg() != nil && fn.Object().Pkg().Path() == "sync"
}

// typeName returns the name of a named type, or of the one that a pointer points to.
func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}
