package driver

import (
	"maps"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// readBasis takes out of the messages of a finding's fixes what the analysis says
// of them. A fix that it refused is none; the reason of the first stays.
func (f *finding) readBasis() {
	offered := f.SuggestedFixes[:0]
	for _, fix := range f.SuggestedFixes {
		var basis edit.Basis
		fix.Message, basis = edit.Cut(fix.Message)
		switch {
		case basis.Refused != "" || len(fix.Edits) == 0:
			if f.NoFix == "" {
				f.NoFix = basis.Refused
			}
		default:
			fix.sum = basis.Sum
			offered = append(offered, fix)
		}
	}
	f.SuggestedFixes = offered
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
