package answer

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
)

// A cause is what leaves goroutines on one channel without an answer.
type cause struct {
	channel *channel.Channel
	need    Need
	doubt   *decision.Reason
	kind    ExitKind
	fn      *ssa.Function
	pos     token.Pos
}

// cause returns the cause of the leak. Where nobody answers at all there is no place to
// blame but the channel.
func (l *Leak) cause() cause {
	c := cause{channel: l.Channel, need: l.Need, doubt: l.Doubt, kind: l.Exit.Kind}
	if c.kind != Nobody {
		c.fn, c.pos = l.Exit.Fn, l.Exit.Pos
	}
	return c
}

// oneForEach leaves one leak for each cause: that of the first goroutine, which knows
// where the others are started.
//
// Its limit: a directive or a baseline that hides the one hides the others with it.
func (f *finder) oneForEach(leaks []*Leak) (kept []*Leak) {
	first := map[cause]*Leak{}
	for _, leak := range leaks {
		known := first[leak.cause()]
		switch {
		case known == nil:
			first[leak.cause()] = leak
			kept = append(kept, leak)
		case leak.settled(f.ledger, sameCause, true):
			known.Others = append(known.Others, leak.Site)
		default:
			kept = append(kept, leak) // that rule is off
		}
	}
	return kept
}
