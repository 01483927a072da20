package nilchan

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports operations on channels that are certainly nil.
var Analyzer = report.NewAnalyzer(leakkind.NilChan, run, spawn.Analyzer, origin.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		r:       r,
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
	}
	for _, fn := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs {
		r.At(fn.Pos())
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if op, why := c.blocksForEver(instr); why != "" {
					c.report(instr, op, why)
				}
			}
		}
	}
	return nil
}

type check struct {
	r       *report.Reporter
	origins *origin.Index
}

// blocksForEver returns what the instruction does to a nil channel and why the
// channel is nil, or nothing.
func (c *check) blocksForEver(instr ssa.Instruction) (op, why string) {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return "receives from", c.whyNil(instr.X)
		}
	case *ssa.Send:
		return "sends to", c.whyNil(instr.Chan)
	case *ssa.Select:
		if !instr.Blocking || len(instr.States) == 0 {
			return "", ""
		}
		for _, state := range instr.States {
			if why = c.whyNil(state.Chan); why == "" {
				return "", ""
			}
		}
		return "selects only on", why
	}
	return "", ""
}

// whyNil says why the channel is certainly nil, or nothing.
func (c *check) whyNil(ch ssa.Value) string {
	set := c.origins.Of(ch)
	if set.All(isNil) {
		return "a channel that is never made"
	}
	if set.All(c.isFuncTimer) {
		return "the C of a time.AfterFunc timer, which is nil"
	}
	return ""
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// isFuncTimer reports whether v is the field C of a timer that time.AfterFunc
// made: it calls a function instead, and C stays nil.
func (c *check) isFuncTimer(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || !isTimerC(addr) {
		return false
	}
	return c.origins.Of(addr.X).All(func(timer ssa.Value) bool {
		call, ok := timer.(*ssa.Call)
		return ok && isAfterFunc(call.Common().StaticCallee())
	})
}

func isTimerC(addr *ssa.FieldAddr) bool {
	field := origin.FieldOf(addr)
	return field != nil && field.Name() == "C" && field.Pkg() != nil && field.Pkg().Path() == "time" &&
		types.TypeString(addr.X.Type(), nil) == "*time.Timer"
}

func isAfterFunc(fn *ssa.Function) bool {
	return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "time" && fn.Name() == "AfterFunc"
}

// report puts the finding at every start of a goroutine that comes here, or at
// the operation itself when no such start is known.
func (c *check) report(instr ssa.Instruction, op, why string) {
	sites := c.origins.StartsOf(instr.Parent())
	for _, site := range sites {
		c.r.Report(report.Finding{
			Pos:     site.Pos(),
			Message: fmt.Sprintf("goroutine %s %s, so it blocks for ever", op, why),
			Related: []analysis.RelatedInformation{{Pos: instr.Pos(), Message: "it blocks here"}},
		})
	}
	if len(sites) == 0 {
		c.r.Report(report.Finding{
			Pos:     instr.Pos(),
			Message: fmt.Sprintf("%s %s, so whoever comes here blocks for ever", op, why),
		})
	}
}
