// Package suite is the list of leaklint's checks, in one place for the command,
// for plugins of other linters, and for the tests.
//
// The arrow points one way: suite -> passes -> internal. No pass knows another.
package suite

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/condleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxignored"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/httpleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/lockleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/lockorder"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/loopleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/nilchan"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/rangeleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/recvleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/selectleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/sleepleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/stopleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/tickerleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/waitleak"
)

// passes are the checks for leaks, in the order of the documentation (that of
// package leakkind).
var passes = []*analysis.Analyzer{
	recvleak.Analyzer,
	sendleak.Analyzer,
	rangeleak.Analyzer,
	selectleak.Analyzer,
	nilchan.Analyzer,
	ctxleak.Analyzer,
	ctxignored.Analyzer,
	loopleak.Analyzer,
	tickerleak.Analyzer,
	sleepleak.Analyzer,
	waitleak.Analyzer,
	condleak.Analyzer,
	lockleak.Analyzer,
	lockorder.Analyzer,
	stopleak.Analyzer,
	httpleak.Analyzer,
}

// Analyzers returns every check: those for leaks, and the one for directives,
// which runs last.
func Analyzers() []*analysis.Analyzer {
	return append(slices.Clone(passes), directives)
}
