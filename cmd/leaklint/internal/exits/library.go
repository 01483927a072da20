package exits

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// beyond looks at a function of another package, or without a body: what is known of
// it comes from the facts about it.
func (w *walk) beyond(at ssa.CallInstruction, fn *ssa.Function, args []ssa.Value) {
	name := fn.RelString(nil)
	wait, waits := model.Waits(fn)
	switch {
	case w.endless.Trap(fn) != nil:
		w.add(at, "runs "+name, undecided(noWayOut, name+" has a loop without a way out"))
	case !w.endless.Returns(fn):
		return // it ends the goroutine or the process
	case w.contexts.Of(fn) != nil:
		w.add(at, "runs "+name, w.waiterEnd(fn, args))
	case waits:
		w.add(at, wait.What, End{Kind: Answered, Text: wait.End}).lock = wait.Lock
	case isIO(fn.Object()):
		w.add(at, "calls "+name, End{Kind: IO, Text: "it waits in " + name, If: "that returns"})
	case fn.Object() != nil && !source.IsStandard(fn.Object().Pkg()) && !isQuick(fn.Name(), fn.Signature):
		w.add(at, "calls "+name, End{Kind: Returns, Text: "it calls " + name + " at " + w.place(at.Pos()), If: "that returns"})
	}
}

// waiterEnd returns what ends a call of a function that ends only when a context is
// done, or a channel is closed, that it is given.
func (w *walk) waiterEnd(fn *ssa.Function, args []ssa.Value) End {
	fact := w.contexts.Of(fn)
	for _, i := range fact.Params {
		if i >= len(args) || args[i] == nil {
			continue
		}
		if _, ok := args[i].Type().Underlying().(*types.Chan); ok {
			return w.receiveEnd(args[i])
		}
		return w.doneEnd(args[i])
	}
	return undecided(neverDone, fn.RelString(nil)+" waits for a context that is never done")
}

// dynamic looks at a call whose function is not known: a method of an interface, or
// a function value.
func (w *walk) dynamic(call ssa.CallInstruction) {
	common := call.Common()
	if !common.IsInvoke() {
		if isCancel(common.Value) {
			return
		}
		w.add(call, "calls a function value", End{Kind: Returns, Text: "it calls a function value at " + w.place(call.Pos()), If: "that returns"})
		return
	}
	t, method := types.TypeString(common.Value.Type(), nil), common.Method.Name()
	kind := Returns
	switch pkg := common.Method.Pkg(); {
	case isQuick(method, common.Signature()) || t == "context.Context":
		return
	case isIO(common.Method):
		kind = IO
	case pkg != nil && ioPackages[pkg.Path()]:
		return
	}
	name := fmt.Sprintf("(%s).%s", t, method)
	w.add(call, "calls "+name, End{Kind: kind, Text: "it calls " + name + " at " + w.place(call.Pos()), If: "that returns"})
}

// isCancel reports whether a function value is the cancel function of a context, which
// does not wait.
func isCancel(fn ssa.Value) bool {
	name := types.TypeString(fn.Type(), nil)
	return name == "context.CancelFunc" || name == "context.CancelCauseFunc"
}

// quick holds functions that nobody expects to wait, whatever they take.
var quick = map[string]bool{"Error": true, "String": true, "Len": true, "Less": true, "Swap": true, "Name": true, "Unwrap": true, "Is": true, "As": true, "Close": true}

// isQuick reports whether nobody expects a function to wait, of which nothing else is
// known: by its name, or because it is asked for a result, is given nothing that it could
// wait for, and cannot say that it has failed. Its limit: that is a matter of habit.
func isQuick(name string, sig *types.Signature) bool {
	if quick[name] {
		return true
	}
	if sig.Results().Len() == 0 || hasVerb(name, waitingVerbs) {
		return false
	}
	return !slices.ContainsFunc(variablesOf(sig.Results()), func(v *types.Var) bool { return types.TypeString(v.Type(), nil) == "error" }) &&
		!slices.ContainsFunc(variablesOf(sig.Params()), func(v *types.Var) bool { return isWaitedFor(v.Type()) })
}

// isWaitedFor reports whether who is given a value of the type may wait for it: a
// context, a channel, or a function.
func isWaitedFor(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Chan, *types.Signature:
		return true
	}
	return types.TypeString(t, nil) == "context.Context"
}

func variablesOf(tuple *types.Tuple) []*types.Var { return slices.Collect(tuple.Variables()) }

// waitingVerbs begin the names of functions that may wait although they say only what
// they return.
var waitingVerbs = []string{"Wait", "Run", "Next", "Recv", "Receive", "Pop", "Take", "Acquire", "Await", "Accept", "Read", "Poll", "Join", "Lock", "Sleep", "Serve", "Do", "Call", "Invoke", "Execute", "Exec", "Send", "Ask", "Request", "Query", "Fetch", "Dial", "Scan", "Listen", "Loop", "Process", "Handle"}

func hasVerb(name string, verbs []string) bool {
	return slices.ContainsFunc(verbs, func(verb string) bool { return strings.HasPrefix(name, verb) })
}

// ioPackages are those whose functions and interfaces wait for something outside of
// the program.
var ioPackages = map[string]bool{
	"net": true, "net/http": true, "os": true, "os/exec": true, "io": true, "bufio": true, "crypto/tls": true,
	"database/sql": true, "syscall": true, "net/rpc": true, "net/textproto": true,
}

// isIO reports whether a function may wait for something outside of the program, by
// its package and name.
func isIO(fn types.Object) bool {
	if fn == nil || fn.Pkg() == nil || !ioPackages[fn.Pkg().Path()] {
		return false
	}
	return hasVerb(fn.Name(), ioVerbs)
}

var ioVerbs = []string{"Accept", "Read", "Write", "Copy", "Scan", "Serve", "Listen", "Dial", "Do", "Get", "Post", "Wait", "Run", "Output", "Recv", "Send", "Query", "Exec", "Flush"}
