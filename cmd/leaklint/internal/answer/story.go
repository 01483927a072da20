package answer

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Related returns the positions that tell the story of the leak, in its order:
// where the goroutine blocks, on which path nobody answers, and where the
// channel is made.
func (l *Leak) Related() []analysis.RelatedInformation {
	here := "the goroutine blocks here"
	if sel, ok := l.Op.Instr.(*ssa.Select); ok && !sel.Blocking {
		here = "the goroutine asks here, and goes on"
	}
	related := []analysis.RelatedInformation{{Pos: l.Op.Pos, Message: here}}
	if note := l.Exit.note(); note != "" {
		related = append(related, analysis.RelatedInformation{Pos: l.Exit.Pos, Message: note})
	}
	for _, site := range l.OtherSites() {
		related = append(related, analysis.RelatedInformation{Pos: site, Message: "this goroutine waits on the channel too"})
	}
	return append(related, analysis.RelatedInformation{Pos: l.Channel.Make.Pos(), Message: "the channel is made here"})
}

// OtherSites returns the go statements of the other goroutines that wait in vain for
// the same cause.
func (l *Leak) OtherSites() []token.Pos {
	var sites []token.Pos
	for _, other := range l.Others {
		sites = append(sites, other.Pos())
	}
	return sites
}

// note says what happens at the exit, or "" if that is not worth a line.
func (e Exit) note() string {
	switch e.Kind {
	case Early:
		return "on the path that ends here nobody answers"
	case Round:
		return "the next round of the loop makes another channel here, and nobody has answered on this one"
	case Returned:
		return "the channel is returned here"
	case Unheard:
		return "here it listens for its stop"
	case Later:
		return "what could answer comes only here"
	case Muted:
		return "it is stopped here, which does not close it"
	case Waits:
		return "the wait for the goroutine"
	}
	return ""
}
