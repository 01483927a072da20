package stopleak

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/owner"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports objects that are dropped on some path, or on every one, while
// a goroutine runs which only a method of them ends.
var Analyzer = report.NewAnalyzer(leakkind.Stop, run, owner.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	for _, d := range pass.ResultOf[owner.Analyzer].([]*owner.Drop) {
		if d.Response {
			continue // httpleak speaks of it
		}
		r.At(d.Pos)
		f := report.Finding{Pos: d.Pos, Message: message(pass, d), Related: related(pass, d)}
		if !d.Sure {
			f.Category = report.Advice
		}
		r.Report(f)
	}
	return nil
}

// message says who drops what, and which goroutine that leaves running.
func message(pass *analysis.Pass, d *owner.Drop) string {
	who := source.FuncName(d.Fn)
	if d.Keeper != nil {
		return fmt.Sprintf("nothing calls %s on %s, not even %s, which %s", strings.Join(shown(d.Stops), " or "), d.Keeper, source.FuncName(d.Keeper.Stop), harm(d))
	}
	if d.Round {
		return fmt.Sprintf("%s may begin the next round of a loop without %s, which %s", who, missing(pass, d), harm(d))
	}
	if d.Start == "" && d.Pipe != owner.NoPipe {
		doing := map[owner.PipeEnd]string{owner.PipeReader: "reading from it", owner.PipeWriter: "writing to it"}[d.Pipe]
		return fmt.Sprintf("%s may return %swithout %s, which leaves this goroutine %s forever", who, withError(d), missing(pass, d), doing)
	}
	if d.Never && d.Start != "" {
		return fmt.Sprintf("%s returns without %s, which %s", who, missing(pass, d), harm(d))
	}
	return fmt.Sprintf("%s may return %swithout %s, which %s", who, withError(d), missing(pass, d), harm(d))
}

// harm says what stays behind.
func harm(d *owner.Drop) string {
	switch {
	case d.Held == "statement":
		return fmt.Sprintf("keeps the statement from %s open on each connection that it is used on", d.Start)
	case d.Held != "":
		return fmt.Sprintf("keeps the %s from %s, so that others wait for it forever", d.Held, d.Start)
	case d.Start == "":
		return "leaves this goroutine running forever"
	}
	return fmt.Sprintf("leaves the goroutine that %s starts running forever", d.Start)
}

func withError(d *owner.Drop) string {
	if d.Error {
		return "an error "
	}
	return ""
}

// missing says what would have ended the goroutine.
func missing(pass *analysis.Pass, d *owner.Drop) string {
	switch {
	case d.Pipe == owner.PipeReader:
		return "closing the pipe"
	case d.Pipe == owner.PipeWriter:
		return "reading from the pipe or closing it"
	case d.Channel != nil:
		return "closing " + source.ChannelName(pass, d.Channel)
	case d.Func:
		return "a call of the function that ends it"
	}
	return "a call of " + strings.Join(shown(d.Stops), " or ")
}

// maxShown is how many of the methods that would do a message names.
const maxShown = 2

// shown returns the methods that a message names: those whose name says that they
// end something, where there are such; the exported ones first.
func shown(stops []string) []string {
	named := slices.DeleteFunc(slices.Clone(stops), func(name string) bool { return !saysEnd(name) })
	if len(named) == 0 {
		named = slices.Clone(stops)
	}
	slices.SortStableFunc(named, func(a, b string) int {
		return cmp.Compare(strconv.FormatBool(token.IsExported(b)), strconv.FormatBool(token.IsExported(a)))
	})
	return named[:min(len(named), maxShown)]
}

// ends are the words with which names of methods begin that end something.
var ends = []string{
	"abort", "cancel", "close", "destroy", "disable", "dispose", "end", "exit", "finish", "halt", "kill", "quit", "release", "shutdown",
	"stop", "teardown", "terminate", "wait",
}

func saysEnd(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(ends, func(word string) bool { return strings.HasPrefix(name, word) })
}

// related are the places of the go statement, and of the return that nothing
// comes after.
func related(pass *analysis.Pass, d *owner.Drop) []analysis.RelatedInformation {
	var list []analysis.RelatedInformation
	if d.Held != "" {
		// no goroutine is started
	} else if d.Start != "" && d.At.IsValid() {
		list = append(list, analysis.RelatedInformation{Pos: d.At, Message: "the goroutine is started here"})
	} else if d.Start != "" && d.Place.Line > 0 {
		list = append(list, analysis.RelatedInformation{
			Pos:     report.Elsewhere(pass, d.Place),
			Message: fmt.Sprintf("the goroutine is started in %s", d.Place),
		})
	}
	if d.Keeper != nil {
		return append(list,
			analysis.RelatedInformation{Pos: d.Return, Message: "it is kept from here on"},
			analysis.RelatedInformation{Pos: d.Keeper.Stop.Pos(), Message: "this ends the object that keeps it"})
	}
	message := "this return is reached without it"
	if d.Round {
		message = "the next round of this loop begins without it"
	} else if d.WithError {
		message = "this returns the object beside an error, so that callers drop it"
	}
	return append(list, analysis.RelatedInformation{Pos: d.Return, Message: message})
}
