package exits

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// contextEnd returns what ends a receive from the Done of a context, and whether the
// channel is one.
func (w *walk) contextEnd(ch ssa.Value) (End, bool) {
	call, ok := variable.Value(ch).(*ssa.Call)
	if !ok || !endless.IsContextCall(call.Common(), "Done") {
		return End{}, false
	}
	return w.doneEnd(call.Call.Value), true
}

// doneEnd returns when a context is done.
func (w *walk) doneEnd(ctx ssa.Value) End {
	v := variable.Value(ctx)
	end := End{Kind: Context}
	switch v := v.(type) {
	case *ssa.Parameter:
		end.Text = fmt.Sprintf("%s, a parameter of %s, is canceled by its caller", v.Name(), source.FuncName(v.Parent()))
		return end
	case *ssa.UnOp:
		if field, ok := v.X.(*ssa.FieldAddr); ok {
			end.Text = fmt.Sprintf("the context in %s is canceled", fieldName(field))
			return end
		}
	case *ssa.Extract:
		if made, ok := v.Tuple.(*ssa.Call); ok {
			return w.derivedEnd(made)
		}
	case *ssa.Call:
		if v.Call.IsInvoke() && v.Call.Method.Name() == "Context" || v.Call.StaticCallee() != nil && v.Call.StaticCallee().Name() == "Context" {
			end.Text = "the context of a request or a stream is done when that is over"
			return end
		}
		if fn := v.Call.StaticCallee(); model.NeverDone(v) {
			return undecided(neverDone, fn.RelString(nil)+" is never done")
		}
	}
	end.Text = "a context is done"
	end.If = "it is ever canceled"
	return end
}

// derivedEnd returns when a context is done that a call such as context.WithCancel
// has made.
func (w *walk) derivedEnd(made *ssa.Call) End {
	end := End{Kind: Context, By: made.Pos()}
	name := "a function"
	if fn := made.Call.StaticCallee(); fn != nil {
		name = fn.RelString(nil)
		if c, ok := model.Derives(fn); ok && c.Deadline {
			end.Text = fmt.Sprintf("the deadline of the context made at %s passes", w.place(made.Pos()))
			return end
		}
	}
	for _, cancel := range w.contexts.Cancels(made, nil) {
		if cancel == nil {
			end.Text = fmt.Sprintf("the context made by %s at %s is canceled by code that is not seen", name, w.place(made.Pos()))
			end.If = "that is done"
			return end
		}
		end.By = cancel.Pos()
		end.Text = fmt.Sprintf("the context made at %s is canceled by %s at %s", w.place(made.Pos()), source.FuncName(cancel.Parent()), w.place(cancel.Pos()))
		if w.onlyIfCalled(cancel.Parent()) {
			end.If = "that is called"
		}
		return end
	}
	end.Text = fmt.Sprintf("the context made by %s at %s is done", name, w.place(made.Pos()))
	end.If = "it is ever canceled"
	return end
}
