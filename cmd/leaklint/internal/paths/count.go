package paths

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// Many stands for a number that nothing bounds.
const Many = 1 << 20

// fewest is below what a count does not fall, in a loop that takes without end.
const fewest = 40

// A Count is Const + Times*Of, where Of is an expression that names how often some
// loop is run; or it is not known.
type Count struct {
	Const, Times int
	Of           string
	Unknown      bool
}

// Plus returns the sum.
func (c Count) Plus(d Count) Count {
	if c.Of != "" && d.Of != "" && c.Of != d.Of || c.Unknown || d.Unknown {
		return Count{Unknown: c.Const < Many && d.Const < Many, Const: max(c.Const, d.Const)}
	}
	c.Times += d.Times
	if c.Of == "" {
		c.Of = d.Of
	}
	if c.Times == 0 {
		c.Of = ""
	}
	switch {
	case c.Const >= Many/2 || d.Const >= Many/2:
		c.Const = Many // less some is as many
	default:
		c.Const = max(c.Const+d.Const, -fewest)
	}
	return c
}

// Rounds returns the count of what happens c times in each round.
func (c Count) Rounds(n loop.Count) Count {
	switch {
	case c == Count{}:
		return c
	case n.Known && c.Times == 0:
		return Count{Const: int(min(int64(c.Const)*max(n.Const, 0), Many))}
	case c.Times < 0 || c.Unknown:
		return Count{Unknown: true}
	case n.Expr == "" || c.Times > 0 || c.Const >= Many:
		return Count{Const: Many}
	}
	return Count{Const: c.Const * int(n.Plus), Times: c.Const, Of: n.Expr}
}

// Less returns the count without that of another.
func (c Count) Less(d Count) Count {
	if d.Const >= Many {
		return Count{}
	}
	return c.Plus(Count{Const: -d.Const, Times: -d.Times, Of: d.Of, Unknown: d.Unknown})
}

// Positive reports whether the count may be more than none, where that is known.
func (c Count) Positive() bool {
	return !c.Unknown && (c.Times > 0 || c.Times == 0 && c.Const > 0)
}

// A Frame is a loop of which a path is in some round, with the count before the
// loop and the one of a whole round.
type Frame struct {
	Loop   *loop.Loop
	Base   Count
	Round  Count
	Rounds bool // there was a whole round, with the count Round
	Out    *Frame
}

// Frames keeps the frames; equal ones are one pointer.
type Frames map[Frame]*Frame

func (fs Frames) of(f Frame) *Frame {
	if fs[f] == nil {
		fs[f] = &f
	}
	return fs[f]
}

// Edge returns the count and the frame after an edge that may enter loops, begin a
// round of one, or leave some. Of rounds that differ the one with the most counts.
func (fs Frames) Edge(loops []*loop.Loop, from, to *ssa.BasicBlock, c Count, in *Frame) (Count, *Frame) {
	for in != nil && in.Loop.Header.Parent() == from.Parent() && !in.Loop.Contains(to) {
		last := in.Loop.Condition()
		c = in.leave(c, last != nil && last.Block() == from, from)
		in = in.Out
	}
	if in != nil && in.Loop.Header == to {
		next := *in
		switch {
		case !next.Rounds:
			next.Rounds, next.Round = true, c
		case c.Less(next.Round).Positive():
			next.Round = c
		}
		return Count{}, fs.of(next)
	}
	for i := len(loops) - 1; i >= 0; i-- { // the outer ones first
		if l := loops[i]; l.Header == to && !l.Contains(from) {
			in = fs.of(Frame{Loop: l, Base: c, Out: in})
			c = Count{}
		}
	}
	return c, in
}

// leave returns the count when a path leaves the loop with count c in its last
// round: after all rounds, or in the one that leaves the most open.
func (f *Frame) leave(c Count, complete bool, from *ssa.BasicBlock) Count {
	before := Count{}
	switch {
	case !f.Rounds:
	case complete && !slices.Contains(f.Loop.Header.Preds, from): // tested before each round
		before = f.Round.Rounds(f.Loop.Bound())
	case complete || f.Round.Positive():
		before = f.Round.Rounds(f.Loop.Bound()).Less(f.Round)
	default:
		before = f.Round
	}
	return f.Base.Plus(before).Plus(c)
}

// Total returns the count of a path that is in some round of the loops.
func (f *Frame) Total(c Count) Count {
	for ; f != nil; f = f.Out {
		c = f.leave(c, false, nil)
	}
	return c
}
