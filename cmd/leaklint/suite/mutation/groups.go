package mutation

import (
	"slices"
	"strings"
)

// Groups returns the rules of the packages whose folders contain the text.
func Groups(text string) []Group {
	return slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return !strings.Contains(g.Package, text) })
}

// groups are all packages with rules. Who adds a package adds it here.
var groups = []Group{
	{Package: "passes/condleak", Checks: []string{"condleak"}},
	{Package: "passes/ctxignored", Checks: []string{"ctxignored"}},
	{Package: "passes/ctxleak", Checks: []string{"ctxleak"}},
	{Package: "passes/httpleak", Checks: []string{"httpleak"}},
	{Package: "passes/lockleak", Checks: []string{"lockleak"}},
	{Package: "passes/lockorder", Checks: []string{"lockorder"}},
	{Package: "passes/nilchan", Checks: []string{"nilchan"}},
	{Package: "passes/sendleak", Checks: []string{"sendleak"}},
	{Package: "passes/waitleak", Checks: []string{"waitleak"}},
	{Package: "internal/answer", Checks: []string{"sendleak", "recvleak", "rangeleak"}},
	{Package: "internal/ctxwait", Checks: []string{"ctxleak", "waitleak"}},
	{Package: "internal/endless", Checks: []string{"loopleak", "selectleak"}},
	{Package: "internal/feasible", Checks: []string{"ctxleak", "rangeleak"}},
	{Package: "internal/held", Checks: []string{"lockleak"}},
	{Package: "internal/lifetime", Checks: []string{"loopleak", "selectleak", "tickerleak", "sleepleak", "ctxleak"}},
	{Package: "internal/owner", Checks: []string{"stopleak", "httpleak"}},
	{Package: "internal/trapcheck", Checks: []string{"loopleak", "selectleak"}},
}
