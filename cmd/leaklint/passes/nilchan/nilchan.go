package nilchan

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports operations on channels that are certainly nil.
var Analyzer = report.NewAnalyzer(leakkind.NilChan, run, decision.Analyzer, spawn.Analyzer, origin.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		r:       r,
		ledger:  pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		starts:  pass.ResultOf[spawn.Analyzer].(*spawn.Result),
	}
	for _, fn := range c.starts.Funcs {
		r.At(fn.Pos())
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if verb, channels := operation(instr); verb != "" {
					c.operation(instr, verb, channels)
				}
			}
		}
	}
	return nil
}

type check struct {
	r       *report.Reporter
	ledger  *decision.Ledger
	origins *origin.Index
	starts  *spawn.Result
}

// operation returns what the instruction does and with which channels, if it
// blocks as long as all of them do.
func operation(instr ssa.Instruction) (verb string, channels []ssa.Value) {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return "receives from", []ssa.Value{instr.X}
		}
	case *ssa.Send:
		return "sends to", []ssa.Value{instr.Chan}
	case *ssa.Select:
		if instr.Blocking && len(instr.States) > 0 {
			for _, state := range instr.States {
				channels = append(channels, state.Chan)
			}
			return "selects only on", channels
		}
	}
	return "", nil
}

// operation reports the operation if all its channels are nil: whoever comes
// here, or where a start of a goroutine hands over nil.
func (c *check) operation(instr ssa.Instruction, verb string, channels []ssa.Value) {
	if why := c.whyAllNil(channels); why != "" {
		o := c.open(instr, nil)
		if !o.Settled(nilTimer, slices.ContainsFunc(channels, c.isNilTimer)) && !o.Settled(compared, anyGuarded(instr, channels)) {
			o.Settle(neverMade)
			c.report(instr, verb, why)
			return
		}
	}
	for _, site := range c.starts.Of(instr.Parent()) {
		if !c.handsOverNil(site, instr, channels) {
			continue
		}
		if o := c.open(instr, site); !o.Settled(compared, anyGuarded(instr, channels)) {
			o.Settle(handedOver)
			c.reportStart(site, instr, verb, "a channel that is nil here")
		}
	}
}

// open opens the obligation of the operation. The site is the one that hands over
// nil, or nil.
func (c *check) open(instr ssa.Instruction, site *spawn.Site) *decision.Obligation {
	o := decision.Obligation{Check: leakkind.NilChan, At: instr.Pos()}
	if site != nil {
		o.Site = site.Pos()
	}
	return c.ledger.Open(o)
}

// whyAllNil says why all the channels are certainly nil, or nothing.
func (c *check) whyAllNil(channels []ssa.Value) (why string) {
	for _, ch := range channels {
		if why = c.whyNil(ch); why == "" {
			return ""
		}
	}
	return why
}

// handsOverNil reports whether all the channels are parameters, and arguments
// that are certainly nil where the site starts the function.
func (c *check) handsOverNil(site *spawn.Site, instr ssa.Instruction, channels []ssa.Value) bool {
	fn := instr.Parent()
	for _, ch := range channels {
		param, ok := variable.Value(ch).(*ssa.Parameter)
		if !ok || param.Parent() != fn {
			return false
		}
		i := slices.Index(fn.Params, param)
		for _, t := range site.Targets {
			if t.Fn == fn && (i >= len(t.Args) || t.Args[i] == nil || !c.origins.Of(t.Args[i]).All(variable.IsNil)) {
				return false
			}
		}
	}
	return true
}

// anyGuarded reports whether one of the channels is compared with nil before.
func anyGuarded(instr ssa.Instruction, channels []ssa.Value) bool {
	return slices.ContainsFunc(channels, func(ch ssa.Value) bool { return guarded(instr, ch) })
}

// guarded reports whether the instruction is only reached after the channel was
// compared with nil: a hook that tests set, say.
func guarded(instr ssa.Instruction, ch ssa.Value) bool {
	for b := instr.Block().Idom(); b != nil; b = b.Idom() {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if ok && (variable.IsNil(cond.X) && loop.Key(cond.Y) == loop.Key(ch) || variable.IsNil(cond.Y) && loop.Key(cond.X) == loop.Key(ch)) {
			return true
		}
	}
	return false
}

// whyNil says why the channel is certainly nil, or nothing.
func (c *check) whyNil(ch ssa.Value) string {
	set := c.origins.Of(ch)
	if set.All(variable.IsNil) {
		return "a channel that is never made"
	}
	if set.All(c.isFuncTimer) {
		return "the C of a time.AfterFunc timer, which is nil"
	}
	return ""
}

// isFuncTimer reports whether v is the field C of a timer that time.AfterFunc
// made: it calls a function instead, and C stays nil.
func (c *check) isFuncTimer(v ssa.Value) bool {
	timer := timerOf(v)
	return timer != nil && c.origins.Of(timer).All(func(made ssa.Value) bool {
		call, ok := made.(*ssa.Call)
		return variable.IsNil(made) || ok && isAfterFunc(call.Common().StaticCallee())
	})
}

// isNilTimer reports whether the channel is the C of a timer that is nil itself: it
// has no C to wait for.
func (c *check) isNilTimer(ch ssa.Value) bool {
	set := c.origins.Of(ch)
	return !set.All(variable.IsNil) && set.All(c.isFuncTimer) && slices.ContainsFunc(set.Values, func(v ssa.Value) bool {
		return c.origins.Of(timerOf(v)).All(variable.IsNil)
	})
}

// timerOf returns the timer whose field C is loaded, or nil.
func timerOf(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || !isTimerC(addr) {
		return nil
	}
	return addr.X
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
func (c *check) report(instr ssa.Instruction, verb, why string) {
	sites := c.origins.StartsOf(instr.Parent())
	for _, site := range sites {
		c.reportStart(site, instr, verb, why)
	}
	if len(sites) == 0 {
		c.r.Report(report.Finding{
			Pos:     instr.Pos(),
			Message: fmt.Sprintf("%s %s, so whoever comes here blocks forever", verb, why),
		})
	}
}

func (c *check) reportStart(site *spawn.Site, instr ssa.Instruction, verb, why string) {
	c.r.Report(report.Finding{
		Pos:     site.Pos(),
		Message: fmt.Sprintf("goroutine %s %s, so it blocks forever", verb, why),
		Related: []analysis.RelatedInformation{{Pos: instr.Pos(), Message: "it blocks here"}},
	})
}
