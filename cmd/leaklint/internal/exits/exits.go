package exits

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Requires is what [Of] reads, beside the decisions of the checks, which have to
// have run.
var Requires = []*analysis.Analyzer{
	spawn.Analyzer, flow.Analyzer, origin.Analyzer, channel.Analyzer, endless.Analyzer,
	ctxwait.Analyzer, lifetime.Analyzer, decision.Analyzer,
}

// A reader asks the analyses of one package.
type reader struct {
	pass     *analysis.Pass
	flows    *flow.Index
	origins  *origin.Index
	channels *channel.Channels
	endless  *endless.Result
	contexts *ctxwait.Index
	life     *lifetime.Index
	ledger   *decision.Ledger
	decided  map[any][]*decision.Obligation // by what is waited on
	needed   map[*ssa.SelectState]bool      // what [walk.needs] said, which is the same for every start
}

// Of returns a verdict for each place of the package that starts a goroutine, in
// the order of the source.
func Of(pass *analysis.Pass) []Verdict {
	r := &reader{
		pass:     pass,
		flows:    pass.ResultOf[flow.Analyzer].(*flow.Index),
		origins:  pass.ResultOf[origin.Analyzer].(*origin.Index),
		channels: pass.ResultOf[channel.Analyzer].(*channel.Channels),
		endless:  pass.ResultOf[endless.Analyzer].(*endless.Result),
		contexts: pass.ResultOf[ctxwait.Analyzer].(*ctxwait.Index),
		life:     pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
		ledger:   pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		decided:  make(map[any][]*decision.Obligation),
		needed:   make(map[*ssa.SelectState]bool),
	}
	for _, o := range r.ledger.Obligations() {
		if o.Object != nil {
			r.decided[o.Object] = append(r.decided[o.Object], o)
		}
	}
	var verdicts []Verdict
	for _, site := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Sites {
		verdicts = append(verdicts, r.verdict(site))
	}
	slices.SortStableFunc(verdicts, func(a, b Verdict) int { return cmp.Compare(a.Pos, b.Pos) })
	return verdicts
}

// verdict returns what ends the goroutines of one start.
func (r *reader) verdict(site *spawn.Site) Verdict {
	v := Verdict{Pos: site.Pos(), In: source.FuncName(site.Enclosing), End: End{Kind: Returns, Text: "it does bounded work"}}
	w := &walk{reader: r, site: site, seen: make(map[*ssa.Function]bool)}
	for _, target := range site.Targets {
		w.function(target.Fn)
	}
	if w.cut {
		w.add(site.Instr, "runs more functions than are looked at", undecided(tooManyFunctions, "it runs more functions than are looked at"))
	}
	if end := w.weakest(); end != nil {
		v.End = *end
	}
	slices.SortStableFunc(w.waits, func(a, b Wait) int { return cmp.Compare(a.Pos, b.Pos) })
	v.Waits = w.waits
	if v.End.If == "" && v.End.Kind != Undecided && v.End.Kind != Leaks {
		v.End.If = w.condition()
	}
	switch f := r.finding(site); {
	case f != nil && !f.Doubtful:
		v.End = End{Kind: Leaks, Text: f.Message}
	case f != nil:
		v.End = undecided(likelyLeak, "likely a leak: "+f.Message)
	case r.life.Process(site):
		v.End = End{Kind: Process, Text: r.processText(site)}
	case len(site.Targets) == 0:
		v.End = undecided(functionUnknown, "the function that it runs is not known")
	case v.End.Kind == Leaks:
		v.End.Kind = Undecided // a directive hides the finding, or it is a doubtful one
	case !site.Complete && v.End.Kind != Undecided:
		v.End = undecided(functionsUnknown, "it may run other functions, which are not known")
	}
	return v
}

// processText says how often a goroutine that belongs to the process is started.
func (r *reader) processText(site *spawn.Site) string {
	if r.life.WhyOnce(site.Instr) == nil && r.life.WhyRounds(site.Instr) != nil {
		return "it is started in the rounds of a loop that runs once in the life of the process"
	}
	return "it is started once in the life of the process"
}

// weakest returns the end that tells of the goroutine, or nil if it waits for nothing.
func (w *walk) weakest() *End {
	var weakest *Wait
	for i := range w.waits {
		if wait := &w.waits[i]; weakest == nil || wait.tellsBefore(weakest) {
			weakest = wait
		}
	}
	if weakest == nil {
		return nil
	}
	return &weakest.End
}

// condition returns what the end of the goroutine depends on beside its weakest wait,
// or "": another one may be stronger, and yet come only if. What is deferred comes last.
func (w *walk) condition() string {
	var work, deferred []Wait
	for _, wait := range w.waits {
		if wait.deferred {
			deferred = append(deferred, wait)
		} else {
			work = append(work, wait)
		}
	}
	for _, wait := range slices.Concat(work, deferred) {
		switch {
		case wait.End.If == "":
		case wait.End.If == loopEnds:
			return "the loop around " + w.place(wait.Pos) + " ends"
		case wait.End.Kind == Returns:
			return "the call at " + w.place(wait.Pos) + " returns"
		default:
			return "the wait at " + w.place(wait.Pos) + " ends too"
		}
	}
	return ""
}

// finding returns what the checks report at the start of a goroutine: a leak before
// what is doubtful.
func (r *reader) finding(site *spawn.Site) *decision.Finding {
	var found *decision.Finding
	for _, f := range r.ledger.Findings() {
		if f.SpeaksOf(site.Pos()) && (found == nil || found.Doubtful && !f.Doubtful) {
			found = f
		}
	}
	return found
}
