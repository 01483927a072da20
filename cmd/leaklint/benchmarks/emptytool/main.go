// Emptytool is a vettool that finds nothing: what it costs is what any tool
// with its needs has to pay, and so the measure that leaklint is held against.
//
// With -ssafacts it builds SSA for every package, looks at each function once
// and exports a small fact for it, which its users import again. With -noop it
// does nothing and has no facts: one run of it leaves in the build cache all
// that go vet needs and nothing that another tool could profit from.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/ssa"
)

// Size is the fact: the number of instructions of a function.
type Size struct{ Instructions int }

// AFact marks Size as a fact.
func (*Size) AFact() {}

// ssafacts has the needs of a summary based analysis and no rule.
var ssafacts = &analysis.Analyzer{
	Name:      "ssafacts",
	Doc:       "build SSA and export a fact per function",
	Requires:  []*analysis.Analyzer{buildssa.Analyzer},
	FactTypes: []analysis.Fact{new(Size)},
	Run:       exportSizes,
}

// noop has no needs.
var noop = &analysis.Analyzer{
	Name: "noop",
	Doc:  "do nothing",
	Run:  func(*analysis.Pass) (any, error) { return nil, nil },
}

func main() { unitchecker.Main(ssafacts, noop) }

// exportSizes looks at every instruction once, asks for the fact of each
// function that is called, and exports one fact per declared function.
func exportSizes(pass *analysis.Pass) (any, error) {
	for _, fn := range pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA).SrcFuncs {
		size := Size{}
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				size.Instructions += 1 + calleeSize(pass, instr)
			}
		}
		if obj := fn.Object(); obj != nil {
			pass.ExportObjectFact(obj, &size)
		}
	}
	return nil, nil
}

// calleeSize imports the fact of the function that instr calls, if it calls a
// known one, and returns 1 if there was a fact.
func calleeSize(pass *analysis.Pass, instr ssa.Instruction) int {
	call, ok := instr.(ssa.CallInstruction)
	if !ok || call.Common().StaticCallee() == nil {
		return 0
	}
	if obj := call.Common().StaticCallee().Object(); obj != nil && pass.ImportObjectFact(obj, new(Size)) {
		return 1
	}
	return 0
}
