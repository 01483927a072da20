package mutation

import (
	"slices"
	"strings"
)

// Groups returns the rules of the packages whose folders contain the text.
func Groups(text string) []Group {
	return slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return !strings.Contains(g.Package, text) })
}

// missing is said of a rule for which no fixture is found yet that none of the other
// rules silences too.
const missing = "there is no fixture yet"

// groups are all packages with rules. Who adds a package adds it here, and a rule that
// no fixture can notice with the reason why there is none.
var groups = []Group{
	{Package: "passes/condleak", Checks: []string{"condleak"}, Known: map[string]string{
		"condition-locked-on-some-path": "then the lock and the wait are in two blocks, so that condition-tested-first holds too",
	}},
	{Package: "passes/ctxignored", Checks: []string{"ctxignored"}},
	{Package: "passes/ctxleak", Checks: []string{"ctxleak"}, Known: map[string]string{
		"context-made-elsewhere": "who cancels it then is another function, which is a rule of its own",
	}},
	{Package: "passes/httpleak", Checks: []string{"httpleak"}},
	{Package: "passes/lockleak", Checks: []string{"lockleak"}, Known: map[string]string{
		"sleeps-for-nobody": "where nobody ends a wait there is nobody to be kept from it",
	}},
	{Package: "passes/lockorder", Checks: []string{"lockorder"}, Known: map[string]string{
		"taken-in-one-order": "with one order there is nothing to compare",
		"too-many-orders":    "it takes a package with hundreds of orders",
	}},
	{Package: "passes/nilchan", Checks: []string{"nilchan"}},
	{Package: "passes/sendleak", Checks: []string{"sendleak"}, Known: map[string]string{
		"sends-added-up": missing,
	}},
	{Package: "passes/waitleak", Checks: []string{"waitleak"}, Known: map[string]string{
		"added-for-another":          missing,
		"wait-counter-comes-down":    "what is left when no rule has found anything",
		"errgroup-waited":            "without a path that skips Wait there is nothing to tell",
		"errgroup-of-unknown-origin": "one of two groups is also errgroup-out-of-sight, and one that several callers hand over is errgroup-started-far-away",
	}},
	{Package: "internal/answer", Checks: []string{"sendleak", "recvleak", "rangeleak"}, Known: map[string]string{
		"too-many-paths":              "the bound is one of the search, which gives up whatever the reason says",
		"answered-in-another-package": missing,
		"closes-once":                 missing,
		"starts-what-it-is-given":     missing,
	}},
	{Package: "internal/ctxwait", Checks: []string{"ctxleak", "waitleak"}},
	{Package: "internal/endless", Checks: []string{"loopleak", "selectleak"}},
	{Package: "internal/feasible", Checks: []string{"ctxleak", "rangeleak"}},
	{Package: "internal/held", Checks: []string{"lockleak"}},
	{Package: "internal/lifetime", Checks: []string{"loopleak", "selectleak", "tickerleak", "sleepleak", "ctxleak"}, Known: map[string]string{
		"started-by-init": "each init is called once, under a variable of the package that says so",
	}},
	{Package: "internal/owner", Checks: []string{"stopleak", "httpleak"}, Known: map[string]string{
		"no-return":        "there is no return to report",
		"object-kept":      missing,
		"object-of-caller": "what the caller has is not new, which is a rule of its own",
		"started-anew":     "what comes after the second start is looked at from there too",
	}},
	{Package: "internal/trapcheck", Checks: []string{"loopleak", "selectleak"}},
}
