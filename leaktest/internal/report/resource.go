package report

import (
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// resourceOf returns the thing of the standard library that a goroutine belongs
// to, and whether there is one.
func resourceOf(g *goroutine.Goroutine) (leakkind.Resource, bool) {
	creator := ""
	if g.CreatedBy != nil {
		creator = g.CreatedBy.Function
	}
	// What is called by a function of the program is not the resource's doing.
	calls := goroutine.StandardCalls(g.Stack, source.IsStandard)
	return leakkind.ResourceOf(g.State, creator, calls)
}

// functions returns the names of the functions in a stack.
func functions(stack []goroutine.Frame) []string {
	names := make([]string, len(stack))
	for i := range stack {
		names[i] = stack[i].Function
	}
	return names
}
