package mutation

import (
	"go/types"
	"os"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// A round is one run over the fixtures: what came of it, and the facts that were
// found.
type round struct {
	before   *round // whose facts are known too; may be nil
	outcomes map[action]*outcome
	facts    map[factKey]analysis.Fact
}

// An action is one analyzer run over one package.
type action struct {
	analyzer *analysis.Analyzer
	pkg      *packages.Package
}

// An outcome is what an action gives.
type outcome struct {
	result      any
	diagnostics []analysis.Diagnostic
}

// A factKey names a fact: of an object, or of a package.
type factKey struct {
	obj  types.Object
	pkg  *types.Package
	kind reflect.Type
}

func newRound(before *round) *round {
	return &round{before: before, outcomes: map[action]*outcome{}, facts: map[factKey]analysis.Fact{}}
}

// pass returns the pass of an action. The lists of all facts are not part of it: no
// analyzer of this program asks for them.
func (r *round) pass(a *analysis.Analyzer, pkg *packages.Package, results map[*analysis.Analyzer]any, done *outcome) *analysis.Pass {
	return &analysis.Pass{
		Analyzer:     a,
		Fset:         pkg.Fset,
		Files:        pkg.Syntax,
		OtherFiles:   pkg.OtherFiles,
		IgnoredFiles: pkg.IgnoredFiles,
		Pkg:          pkg.Types,
		TypesInfo:    pkg.TypesInfo,
		TypesSizes:   pkg.TypesSizes,
		Module:       new(analysis.Module),
		ResultOf:     results,
		ReadFile:     os.ReadFile,
		Report:       func(diag analysis.Diagnostic) { done.diagnostics = append(done.diagnostics, diag) },
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			return r.fact(factKey{obj: obj}, fact)
		},
		ImportPackageFact: func(of *types.Package, fact analysis.Fact) bool {
			return r.fact(factKey{pkg: of}, fact)
		},
		ExportObjectFact: func(obj types.Object, fact analysis.Fact) {
			r.facts[factKey{obj: obj, kind: reflect.TypeOf(fact)}] = fact
		},
		ExportPackageFact: func(fact analysis.Fact) {
			r.facts[factKey{pkg: pkg.Types, kind: reflect.TypeOf(fact)}] = fact
		},
	}
}

// fact sets the fact to the one that was found, if there is one.
func (r *round) fact(key factKey, fact analysis.Fact) bool {
	key.kind = reflect.TypeOf(fact)
	for ; r != nil; r = r.before {
		if found, ok := r.facts[key]; ok {
			reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(found).Elem())
			return true
		}
	}
	return false
}
