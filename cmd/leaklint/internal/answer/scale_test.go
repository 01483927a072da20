package answer_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/answer"
)

// shapes are functions that start n goroutines, which send on one channel.
var shapes = map[string]func(n int) string{
	"all but one received": func(n int) string {
		return starts(n) + strings.Repeat("\t<-ch\n", n-1)
	},
	"none received": starts,
	"each received at once": func(n int) string {
		return strings.Repeat("\tgo func() { ch <- 1 }()\n\t<-ch\n", n)
	},
}

func starts(n int) string { return strings.Repeat("\tgo func() { ch <- 1 }()\n", n) }

func source(body string) string {
	return "package p\n\nfunc f(on bool) {\n\tch := make(chan int)\n" + body + "}\n"
}

// analyze returns what answer finds in the source, after all that it requires has run.
func analyze(tb testing.TB, source string) (leaks []*answer.Leak, again func()) {
	tb.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		tb.Fatal(err)
	}
	pkg := types.NewPackage("p", "")
	built, info, err := ssautil.BuildPackage(&types.Config{Importer: importer.Default()}, fset, pkg, []*ast.File{file}, ssa.BuilderMode(0))
	if err != nil {
		tb.Fatal(err)
	}
	var funcs []*ssa.Function
	for fn := range ssautil.AllFunctions(built.Prog) {
		if fn.Pkg == built && fn.Syntax() != nil {
			funcs = append(funcs, fn)
		}
	}
	slices.SortFunc(funcs, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
	results := map[*analysis.Analyzer]any{buildssa.Analyzer: &buildssa.SSA{Pkg: built, SrcFuncs: funcs}}
	pass := func(a *analysis.Analyzer) *analysis.Pass {
		return &analysis.Pass{
			Analyzer: a, Fset: fset, Files: []*ast.File{file}, Pkg: pkg, TypesInfo: info, ResultOf: results,
			ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
			ExportObjectFact: func(types.Object, analysis.Fact) {},
		}
	}
	var run func(a *analysis.Analyzer)
	run = func(a *analysis.Analyzer) {
		for _, required := range a.Requires {
			run(required)
		}
		if results[a] == nil {
			result, err := a.Run(pass(a))
			if err != nil {
				tb.Fatal(err)
			}
			results[a] = result
		}
	}
	run(answer.Analyzer)
	return results[answer.Analyzer].([]*answer.Leak), func() { _, _ = answer.Analyzer.Run(pass(answer.Analyzer)) }
}

// TestScale checks that four times as many goroutines on one channel take less than
// eight times the memory: n log n is 4.7 times, and the square of n 16 times.
func TestScale(t *testing.T) {
	const n = 60
	for name, shape := range shapes {
		_, few := analyze(t, source(shape(n)))
		_, many := analyze(t, source(shape(4*n)))
		if a, b := testing.AllocsPerRun(1, few), testing.AllocsPerRun(1, many); b > 8*a {
			t.Errorf("%s: %.0f allocations for %d goroutines, %.0f for %d", name, a, n, b, 4*n)
		}
	}
}

// BenchmarkSenders measures goroutines that share a channel.
func BenchmarkSenders(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		for _, n := range []int{125, 250, 500, 1000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				_, again := analyze(b, source(shapes[name](n)))
				b.ReportAllocs()
				for b.Loop() {
					again()
				}
			})
		}
	}
}
