package exits

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// selected looks at a select: where the goroutine does not end without one of its
// cases, that case tells, else the strongest of those that do not only begin another
// round of a loop.
func (w *walk) selected(sel *ssa.Select) {
	if len(sel.States) == 0 {
		return // a trap
	}
	begins := w.beginRounds(sel)
	var best, needed *End
	for n, state := range sel.States {
		end := w.stateEnd(state)
		if !begins[n] && (best == nil || best.weaker(end)) {
			best = &end
		}
		if w.needs(sel.Parent(), state) && (needed == nil || needed.weaker(end)) {
			needed = &end
		}
	}
	if needed != nil {
		best = needed
	}
	w.add(sel, "waits in a select", w.around(sel, *best))
}

// beginRounds returns the cases of a select that only begin another round of the loop
// around it: they end the wait, and not the goroutine. There are none where all cases are
// like that, or where the rounds are counted.
func (w *walk) beginRounds(sel *ssa.Select) map[int]bool {
	l := loop.Innermost(w.flows.Loops.Of(sel.Parent()), sel.Block())
	if l == nil || isCounted(l) {
		return nil
	}
	begins := make(map[int]bool)
	for n := range sel.States {
		if !channel.Leaves(l, sel, n) {
			begins[n] = true
		}
	}
	if len(begins) == len(sel.States) {
		return nil
	}
	return begins
}

// isCounted reports whether it is known how many rounds a loop has.
func isCounted(l *loop.Loop) bool {
	bound := l.Bound()
	return bound.Known || bound.Expr != ""
}

// around returns an end with the condition that the loop around the wait ends, where it
// is one that a timer ends in each round, and the rounds are not counted.
func (w *walk) around(at ssa.Instruction, end End) End {
	if end != timed {
		return end
	}
	if l := loop.Innermost(w.flows.Loops.Of(at.Parent()), at.Block()); l != nil && !isCounted(l) {
		end.If = loopEnds
	}
	return end
}

// timed is the end of a wait for a timer.
var timed = End{Kind: Returns, Text: "a timer ends the wait"}

// loopEnds is what such a wait in a loop depends on.
const loopEnds = "the loop around it ends"

// needs reports whether a function never returns unless a case of a select comes. That
// it may end the process does not end its goroutines one by one.
func (w *walk) needs(fn *ssa.Function, state *ssa.SelectState) bool {
	if state.Dir == types.SendOnly {
		return false
	}
	if needed, ok := w.needed[state]; ok {
		return needed
	}
	needed := w.endless.Returns(fn) && len(w.endless.ReturnsIf(fn, endless.Assumption{
		Silent:  func(ch ssa.Value) bool { return ch == state.Chan },
		NotDone: func(ssa.Value) bool { return false },
		Blocks:  func(*ssa.Call) bool { return false },
	})) == 0
	w.needed[state] = needed
	return needed
}

func (w *walk) stateEnd(state *ssa.SelectState) End {
	if state.Dir == types.SendOnly {
		return w.sendEnd(state.Chan)
	}
	return w.receiveEnd(state.Chan)
}

// received looks at a receive.
func (w *walk) received(recv *ssa.UnOp) {
	w.add(recv, "receives from "+w.name(recv.X), w.around(recv, w.receiveEnd(recv.X)))
}

// receiveEnd returns what ends a receive.
func (w *walk) receiveEnd(ch ssa.Value) End {
	if end, ok := w.contextEnd(ch); ok {
		return end
	}
	if isTime(ch) {
		return timed
	}
	return w.channelEnd(ch, channel.Recv)
}

// isTime reports whether the values of a channel are points in time, as those of a
// timer or a ticker.
func isTime(ch ssa.Value) bool {
	t, ok := ch.Type().Underlying().(*types.Chan)
	return ok && t.Elem().String() == "time.Time"
}

// sendEnd returns what ends a send.
func (w *walk) sendEnd(ch ssa.Value) End { return w.channelEnd(ch, channel.Send) }

// channelEnd returns what ends an operation on a channel: the weakest of the
// channels that it may be.
func (w *walk) channelEnd(ch ssa.Value, kind channel.OpKind) End {
	all := w.channelsOf(ch)
	if len(all) == 0 {
		return undecided(channelUnknown, w.name(ch)+" comes from code that is not seen")
	}
	end := w.oneChannelEnd(all[0], kind)
	for _, c := range all[1:] {
		if other := w.oneChannelEnd(c, kind); other.weaker(end) {
			end = other
		}
	}
	return end
}

// channelsOf returns the channels that a value may be, but those that only a test
// makes.
func (w *walk) channelsOf(ch ssa.Value) []*channel.Channel {
	return slices.DeleteFunc(slices.Clone(w.channels.Of(ch)), func(c *channel.Channel) bool { return w.onlyTested(c.Make.Pos()) })
}

// onlyTested reports whether a position is in a test, and the start is not: what a
// test does is not what the program does.
func (w *walk) onlyTested(pos token.Pos) bool {
	return source.InTest(w.pass.Fset, pos) && !source.InTest(w.pass.Fset, w.site.Pos())
}

// oneChannelEnd returns what ends an operation on the channel that one instruction
// makes.
func (w *walk) oneChannelEnd(c *channel.Channel, kind channel.OpKind) End {
	r := w.reasonOf(c, kind)
	if kind == channel.Send && !(c.Cap.Known && c.Cap.Const <= 1) && (r == nil || answer.IsRoom(r)) {
		return End{Kind: Answered, Text: "its sends fit the buffer of " + c.Name(), If: "that is large enough", By: c.Make.Pos(), Reason: reasonName(r)}
	}
	if answer.IsUnseen(r) { // it is seen, and who runs it is not
		if end, ok := w.counterpart(c, kind); ok {
			end.If, end.Reason = "that is called", r.Name
			return end
		}
	}
	if r != nil && (r.Kind == decision.Undecided || r.Kind == decision.Leaks) {
		return End{Kind: Kind(r.Kind), Text: c.Name() + ": " + r.Text, Reason: r.Name}
	}
	end, ok := w.counterpart(c, kind)
	if !ok {
		end = undecided(nobodySeen, "nobody is seen who answers on "+c.Name())
		if r != nil {
			end.Reason = r.Name
		}
		return end
	}
	end.Reason = reasonName(r)
	return end
}

func reasonName(r *decision.Reason) string {
	if r == nil {
		return ""
	}
	return r.Name
}

// reasonOf returns the rule that settled the obligations on a channel at this start,
// or everywhere; that of a range before that of a receive.
func (w *walk) reasonOf(c *channel.Channel, kind channel.OpKind) (found *decision.Reason) {
	for _, o := range w.decided[c] {
		send := o.Check == leakkind.Send
		if o.Site.IsValid() && o.Site != w.site.Pos() || send != (kind == channel.Send) {
			continue
		}
		if found == nil || o.Check == leakkind.Range {
			found = o.Reason()
		}
	}
	return found
}

// counterpart returns the operation that answers: the close of a channel before a
// send, for a receive.
func (w *walk) counterpart(c *channel.Channel, kind channel.OpKind) (End, bool) {
	var answer *channel.Op
	for _, op := range c.Ops {
		switch {
		case w.onlyTested(op.Pos):
		case kind == channel.Send && op.Kind == channel.Recv && answer == nil,
			kind == channel.Recv && op.Kind == channel.Send && answer == nil:
			answer = op
		case kind == channel.Recv && op.Kind == channel.Close:
			return w.by(Closed, "closes "+c.Name(), op), true
		}
	}
	switch {
	case answer == nil && kind == channel.Send && c.Cap.Known && c.Cap.Const > 0:
		return End{Kind: Returns, Text: "the buffer of " + c.Name() + " has room"}, true
	case answer == nil:
		return End{}, false
	case kind == channel.Send:
		return w.by(Answered, "receives from "+c.Name(), answer), true
	}
	return w.by(Answered, "sends on "+c.Name(), answer), true
}

// by words who does an operation, and where.
func (w *walk) by(kind Kind, what string, op *channel.Op) End {
	end := End{Kind: kind, By: op.Pos, Text: fmt.Sprintf("%s %s at %s", source.FuncName(op.Fn()), what, w.place(op.Pos))}
	if w.onlyIfCalled(op.Fn()) {
		end.If = "that is called"
	}
	return end
}

// onlyIfCalled reports whether nothing in the package but a test runs a function, or the
// one that a literal stands in, but for the one that starts the goroutine, which has been
// called.
func (w *walk) onlyIfCalled(fn *ssa.Function) bool {
	fn = graph.Declared(fn)
	runs := w.flows.Runs(fn)
	return fn != graph.Declared(w.site.Enclosing) &&
		!slices.ContainsFunc(runs.Sites, func(site *spawn.Site) bool { return !w.onlyTested(site.Pos()) }) &&
		!slices.ContainsFunc(slices.Concat(runs.Calls, runs.Through), func(call ssa.CallInstruction) bool { return !w.onlyTested(call.Pos()) })
}

// place returns a position as the text of a verdict has it: base name and line.
func (w *walk) place(pos token.Pos) string {
	at := w.pass.Fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
}

// name returns what the source calls a channel.
func (w *walk) name(ch ssa.Value) string {
	if all := w.channelsOf(ch); len(all) > 0 {
		return all[0].Name()
	}
	switch v := variable.Value(ch).(type) {
	case *ssa.Parameter:
		return v.Name()
	case *ssa.UnOp:
		if field, ok := v.X.(*ssa.FieldAddr); ok {
			return fieldName(field)
		}
		if global, ok := v.X.(*ssa.Global); ok {
			return global.Name()
		}
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil {
			return "what " + fn.Name() + " returns"
		}
		if v.Call.IsInvoke() {
			return "what " + v.Call.Method.Name() + " returns"
		}
	}
	return "a channel"
}

func fieldName(addr *ssa.FieldAddr) string {
	t := addr.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	return t.Field(addr.Field).Name()
}
