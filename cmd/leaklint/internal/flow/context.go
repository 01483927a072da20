package flow

import (
	"golang.org/x/tools/go/ssa"
)

// contextsOf maps what may be a context, or the channel of its Done, to the
// calls of context.WithCancel that make it.
func (ix *Index) contextsOf() map[ssa.Value][]*ssa.Call {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.contexts != nil {
		return ix.contexts
	}
	ix.contexts = map[ssa.Value][]*ssa.Call{}
	for _, make := range ix.withCancel {
		for _, ctx := range results(make, 0) {
			for v := range ix.Forward(ctx).Values {
				ix.contexts[v] = append(ix.contexts[v], make)
			}
		}
	}
	return ix.contexts
}

// ContextsOf returns the calls of context.WithCancel of whose contexts the
// channel may be the Done; none if it is not a call of Done, or not known.
func (ix *Index) ContextsOf(done ssa.Value) []*ssa.Call {
	call, ok := done.(*ssa.Call)
	if !ok || !call.Call.IsInvoke() || call.Call.Method.Name() != "Done" {
		return nil
	}
	return ix.contextsOf()[call.Call.Value]
}

// Cancels returns the calls of the cancel function that the call of
// context.WithCancel returned, and whether these are all.
func (ix *Index) Cancels(make *ssa.Call) (calls []ssa.CallInstruction, all bool) {
	all = true
	for _, cancel := range results(make, 1) {
		f := ix.Forward(cancel)
		all = all && len(f.Escapes) == 0 && len(f.Returned) == 0
		for _, use := range f.Uses {
			call, ok := use.Instr.(ssa.CallInstruction)
			if !ok || call.Common().Value != use.Value {
				all = false
				continue
			}
			calls = append(calls, call)
		}
	}
	return calls, all
}

// results returns the values of result number i of a call with several.
func results(call ssa.CallInstruction, i int) (values []ssa.Value) {
	for _, ref := range *call.Value().Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i {
			values = append(values, e)
		}
	}
	return values
}
