package answer

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// maxStates bounds how many states the search for a path visits for one
// question. A question that needs more is given up: nothing is reported. With
// the limits on a flow it keeps the time for a package linear in its size.
const maxStates = 20000

// A state is a point of the search: an instruction, and how many obligations
// are open there.
type state struct {
	block *ssa.BasicBlock
	index int // of the instruction
	open  int
}

// A search looks for a path to the end of a goroutine (or to the end of the
// life of the channel) on which obligations stay open.
type search struct {
	*question
	upward   bool            // at a return go on in the callers
	within   *loop.Loop      // is left by a stop only; may be nil
	until    ssa.Instruction // is as good as an end; may be nil
	seenOnly bool            // goes on in the callers that are seen, as if there were no others
	patient  bool            // who waits for the goroutine goes on only when it has ended
	passOver *ssa.Parameter  // a context: paths on which it is done do not count; may be nil
	once     bool            // nothing more is opened once a path has begun
	seen     map[state]bool
	work     []state
	found    *Exit
	most     int  // open obligations at the return that has the most; -1 if none
	partial  bool // it was given up
}

func (q *question) newSearch(upward bool) *search {
	return &search{question: q, upward: upward, seen: map[state]bool{}, most: -1}
}

// ownerLeaves looks for a path of the goroutine that starts the site, from
// there to its end, with too few answers.
//
// A caller in this package that leaves says more than that others may, who get the
// channel as a result, too: it is looked for first.
func (q *question) ownerLeaves() (Exit, bool) {
	s := q.ownerSearch()
	if len(q.channel.Flow.Returned) > 0 {
		s.seenOnly = true
		if exit, leaves := s.leaves(); leaves {
			return exit, true
		}
		s = q.ownerSearch()
	}
	return s.leaves()
}

// ownerSearch returns the search that begins where the site is started.
func (q *question) ownerSearch() *search {
	s := q.newSearch(true)
	s.once = !q.repeated
	block := q.site.Instr.Block()
	s.push(state{block, indexIn(block, q.site.Instr), 0})
	return s
}

// othersLeave reports whether each of the other goroutines that answer has a
// path to its end with too few answers, and how the last of them leaves, if
// there is one.
func (q *question) othersLeave() (exit Exit, ok bool) {
	for _, th := range q.threads {
		e, leaves := q.threadLeaves(th)
		if !leaves {
			return Exit{}, false
		}
		exit = e
	}
	return exit, true
}

// threadLeaves looks for a path of another goroutine to its end with too few
// answers.
func (q *question) threadLeaves(th thread) (Exit, bool) {
	s := q.newSearch(true)
	open := q.demand.Count
	switch {
	case q.repeated && !q.lookedUp(q.demand.Op.Value):
		open = Many
	case len(q.threads) > 1 && open < Many:
		open = q.room + 1 // together they may give what one does not
	}
	if th.site != nil {
		for _, target := range th.site.Targets {
			if q.links[target.Fn] != nil && len(target.Fn.Blocks) > 0 {
				s.push(state{target.Fn.Blocks[0], 0, open})
			}
		}
	}
	for _, fn := range th.fns {
		s.push(q.beginOf(fn, open))
	}
	if th.loop != nil {
		s.within = th.loop
		s.push(state{th.loop.Header, 0, open})
	}
	return s.leaves()
}

// leaves returns the exit that the search finds, if a path leads there that does not
// contradict itself.
func (s *search) leaves() (Exit, bool) {
	begins := slices.Clone(s.work)
	s.run()
	found := s.confirmed(begins)
	switch {
	case found != nil:
		return *found, true
	case s.found != nil && s.obligation != nil:
		s.obligation.Settle(feasible.Contradicts)
	}
	return Exit{}, false
}

// beginOf returns where a function may first answer: at its beginning, or after
// it has made the channel.
func (q *question) beginOf(fn *ssa.Function, open int) state {
	if at := q.channel.Make; at != nil && at.Parent() == fn {
		return state{at.Block(), indexIn(at.Block(), at) + 1, open}
	}
	return state{fn.Blocks[0], 0, open}
}

func indexIn(b *ssa.BasicBlock, instr ssa.Instruction) int {
	for i, other := range b.Instrs {
		if other == instr {
			return i
		}
	}
	return 0
}

func (s *search) push(st state) {
	if !s.seen[st] {
		s.seen[st] = true
		s.work = append(s.work, st)
	}
}

// run visits states until one is a leak or none is left.
func (s *search) run() {
	for len(s.work) > 0 && s.found == nil {
		st := s.work[0]
		s.work = s.work[1:]
		if s.steps++; s.steps > maxStates {
			s.partial = true
			return
		}
		s.visit(st)
	}
}

// visit follows one state to the end of its block and pushes the successors.
func (s *search) visit(st state) {
	open := st.open
	for _, i := range s.stepsFrom(st) {
		var goesOn bool
		open, goesOn = s.step(st.block.Instrs[i], open)
		if !goesOn || s.once && open <= s.room {
			return
		}
	}
	for i, succ := range st.block.Succs {
		if left, goesOn := s.edge(st.block, i, open); goesOn {
			s.push(state{succ, 0, left})
		}
	}
}

// stepsFrom returns the indices of the instructions, from that of the state on, that
// have to do with the question.
func (s *search) stepsFrom(st state) []int {
	steps := s.trace.steps(st.block)
	first, _ := slices.BinarySearch(steps, st.index)
	steps = steps[first:]
	if s.site.Instr.Block() != st.block {
		return steps
	}
	start := s.trace.position(s.site.Instr)
	if at, found := slices.BinarySearch(steps, start); !found && start >= st.index {
		return slices.Insert(slices.Clone(steps), at, start)
	}
	return steps
}

// operate returns how many obligations are open after the operations of the
// instruction, and whether the path goes on.
func (s *search) operate(instr ssa.Instruction, open int) (int, bool) {
	for _, op := range s.channel.At(instr) {
		if op.State >= 0 || op.Starts() {
			continue // of a select: counted where its case begins; or not done here
		}
		if open = s.answer(op, open); open < 0 {
			return 0, false
		}
	}
	return open, true
}

// step returns how many obligations are open after the instruction, and whether
// the path goes on.
func (s *search) step(instr ssa.Instruction, open int) (int, bool) {
	open, goesOn := s.operate(instr, open)
	if !goesOn {
		return 0, false
	}
	if kind, ends := s.endsAt(instr); ends && open > s.room {
		s.leave(kind, instr)
		return 0, false
	}
	switch instr := instr.(type) {
	case *ssa.Return:
		s.atReturn(instr, open)
		return 0, false
	case *ssa.Panic:
		return 0, false
	case *ssa.UnOp:
		if instr.Op == token.ARROW && open > s.room && !s.patient && s.waitsFor(instr.X) {
			s.leave(Waits, instr)
			return 0, false
		}
		return s.receive(instr.X, open)
	case ssa.CallInstruction:
		return s.call(instr, open)
	}
	return open, true
}

// endsAt reports whether a path is over before the instruction, and how it ends there.
func (s *search) endsAt(instr ssa.Instruction) (ExitKind, bool) {
	if s.isBirth(instr) {
		return Round, true
	}
	return Early, instr == s.until
}

// answer returns how many obligations are open after an operation, or -1 if the
// operation answers all that there will ever be.
func (s *search) answer(op *channel.Op, open int) int {
	switch {
	case s.need != NeedRecv && op.Kind == channel.Recv && !s.channel.Has(channel.Send):
		return -1 // it was closed: there is nothing else to receive
	case s.need == NeedRecv && op.Kind != channel.Recv,
		s.need == NeedSend && op.Kind == channel.Recv,
		s.need == NeedClose && op.Kind != channel.Close:
		return open
	case op.Kind == channel.Close, op.Ranged:
		return -1
	case open >= Many || open == 0:
		return open
	}
	return open - 1
}

// call returns how many obligations are open after a call, a deferred call
// (taken to happen at once: it happens on every path from here) or a go
// statement.
func (s *search) call(call ssa.CallInstruction, open int) (int, bool) {
	if call == s.site.Instr {
		return s.start(open), true
	}
	if s.waits(call) {
		if open > s.room && !s.patient {
			s.leave(Waits, call)
		}
		return 0, false // it ended
	}
	callees := s.callees[call]
	if len(callees) == 0 {
		return open, true
	}
	best := 0
	for _, callee := range callees {
		best = max(best, s.minAnswers(callee))
	}
	if best >= Many {
		return 0, false
	}
	if open < Many {
		open = max(open-best, 0)
	}
	return open, true
}

// start returns how many obligations are open after the site has started a goroutine.
func (s *search) start(open int) int {
	open = min(open+s.demand.Count, Many)
	if open > s.room+4 && s.repeated {
		open = Many
	}
	return open
}

type minimumKey struct {
	fn   *ssa.Function
	need Need
	site *spawn.Site // nil if it does not matter: see [flagsAt]
}

// minAnswers returns how many answers every path through fn gives at least;
// Many if every path answers all.
func (q *question) minAnswers(fn *ssa.Function) int {
	key := minimumKey{fn: fn, need: q.need}
	if len(q.flags) > 0 {
		key.site = q.site
	}
	if n, ok := q.minimum[key]; ok {
		return n
	}
	q.minimum[key] = Many // a recursive call is given the benefit of the doubt
	if len(fn.Blocks) == 0 {
		return Many
	}
	const most = 8 // more than this number of receives in a row is not told apart
	s := q.newSearch(false)
	s.push(state{fn.Blocks[0], 0, most})
	s.run()
	n := Many
	if s.most >= 0 && !s.partial {
		n = most - s.most
	}
	q.minimum[key] = n
	return n
}

// atReturn goes on in the callers, as long as the channel lives there; at its
// end it looks whether obligations are open.
func (s *search) atReturn(ret *ssa.Return, open int) {
	if !s.upward {
		s.most = max(s.most, open)
		return
	}
	fn := ret.Parent()
	l := s.links[fn]
	if open <= s.room || graph.IsEntry(fn) {
		return
	}
	returned := s.returnedUnseen(fn)
	if returned && s.seenOnly && len(l.calls) == 0 {
		return
	}
	goesUp := !l.top || s.results(fn)
	if goesUp {
		for _, call := range l.calls {
			if _, deferred := call.(*ssa.Defer); deferred {
				s.leave(Early, ret)
				return
			}
			s.push(state{call.Block(), indexIn(call.Block(), call) + 1, open})
		}
	}
	switch {
	case returned && !s.seenOnly:
		s.leave(Returned, ret)
	case !goesUp || len(l.calls) == 0:
		s.leave(Early, ret)
	}
}

// returnedUnseen reports whether fn returns the channel to callers that are not
// all known.
func (s *search) returnedUnseen(fn *ssa.Function) bool {
	for _, f := range s.channel.Flow.Returned {
		if f == fn {
			return true
		}
	}
	return false
}

// leave records the exit.
func (s *search) leave(kind ExitKind, at ssa.Instruction) {
	if s.found == nil {
		s.found = &Exit{Kind: kind, Fn: at.Parent(), Pos: positionOf(at)}
	}
}
