package leaktest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// A statement is a go statement of the corpus.
type statement struct {
	File    string // slash-separated, below the corpus's folder
	Line    int    // in go1.26.8; locate sets it to that of this installation
	Func    string // the declared function that holds it
	Program string // the name under which it is registered
	Leaky   bool   // a goroutine that it starts is expected or was seen to leak
	Stable  bool   // and does so in every run
}

func (s statement) site() site { return site{path.Base(s.File), s.Line} }

// A site is a line of a file of the corpus. No two of its files that hold a
// program have one base name.
type site struct {
	file string
	line int
}

func (s site) String() string { return fmt.Sprintf("%s:%d", s.file, s.line) }

// A found is what one or more equal leaks of a run have in common, as the
// programs print it.
type found struct {
	Created, At site
	Verdict     string
	Count       int
}

// corpusFacts returns what is known of each program.
func corpusFacts(t *testing.T) map[string][]statement {
	t.Helper()
	text, err := os.ReadFile("testdata/corpus.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts struct{ Statements []statement }
	if err := json.Unmarshal(text, &facts); err != nil {
		t.Fatal(err)
	}
	locate(t, facts.Statements)
	programs := map[string][]statement{}
	for _, s := range facts.Statements {
		programs[s.Program] = append(programs[s.Program], s)
	}
	return programs
}

// locate sets the lines to those of this Go installation. The facts have a row
// for each go statement of a file, in order, so the n-th row is the n-th go
// statement also where another release has moved it. What a release adds at the
// end of a file, or to a function that the facts do not have, is left out.
func locate(t *testing.T, statements []statement) {
	t.Helper()
	found := map[string][]int{}
	for i := range statements {
		s := &statements[i]
		lines, ok := found[s.File]
		if !ok {
			known := map[string]bool{}
			for _, other := range statements {
				known[other.File+other.Func] = true
			}
			lines = goStatements(t, filepath.Join(corpusSource(t), filepath.FromSlash(s.File)), func(function string) bool {
				return known[s.File+function]
			})
		}
		if len(lines) == 0 {
			t.Fatalf("%s has fewer go statements than the facts: there is none for line %d", s.File, s.Line)
		}
		s.Line, found[s.File] = lines[0], lines[1:]
	}
	for file, rest := range found {
		if len(rest) > 0 {
			t.Fatalf("%s has %d go statements more than the facts", file, len(rest))
		}
	}
}

// goStatements returns the lines of the go statements in the functions of a file
// that are known.
func goStatements(t *testing.T, file string, known func(function string) bool) (lines []int) {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range parsed.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || !known(function.Name.Name) {
			continue
		}
		ast.Inspect(function, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				lines = append(lines, set.Position(g.Pos()).Line)
			}
			return true
		})
	}
	return lines
}

// corpusSource returns the folder of the programs, or skips the test.
func corpusSource(t *testing.T) string {
	t.Helper()
	longtest.Skip(t, "builds and runs the runtime's leak corpus")
	src := filepath.Join(goEnv(t, "GOROOT"), filepath.FromSlash(corpusFolder))
	if _, err := os.Stat(src); err != nil {
		t.Skipf("this Go installation is without the corpus: %v", err)
	}
	return src
}

// leaktestProfile stands in for runtime/pprof in the programs: it calls Find
// and prints one line for each group of leaks.
const leaktestProfile = `package profile

import (
	"fmt"
	"io"
	"os"

	"github.com/leaktight/leaktight/leaktest"
)

type Profile struct{}

func Lookup(string) *Profile { return new(Profile) }

type group struct {
	createdFile, file string
	createdLine, line int
	verdict           string
}

func (*Profile) WriteTo(w io.Writer, debug int) error {
	var options []leaktest.Option
	if os.Getenv("PROVE") != "" {
		options = append(options, leaktest.Prove())
	}
	groups := map[group]int{}
	for _, l := range leaktest.Find(options...) {
		groups[group{l.CreatedFile, l.File, l.CreatedLine, l.Line, l.Verdict}]++
	}
	for g, n := range groups {
		fmt.Fprintf(w, "LEAK\t%s\t%d\t%s\t%d\t%s\t%d\n", g.createdFile, g.createdLine, g.file, g.line, g.verdict, n)
	}
	return nil
}
`

// goleakProfile does the same with goleak, which returns a text.
const goleakProfile = `package profile

import (
	"fmt"
	"io"
	"regexp"

	"go.uber.org/goleak"
)

type Profile struct{}

func Lookup(string) *Profile { return new(Profile) }

var creation = regexp.MustCompile("created by .*\\n\\t(.*):([0-9]+)")

func (*Profile) WriteTo(w io.Writer, debug int) error {
	err := goleak.Find()
	if err == nil {
		return nil
	}
	groups := map[string]int{}
	for _, m := range creation.FindAllStringSubmatch(err.Error(), -1) {
		groups[m[1]+"\t"+m[2]]++
	}
	for g, n := range groups {
		fmt.Fprintf(w, "LEAK\t%s\t%s\tstill running\t%d\n", g, g, n)
	}
	return nil
}
`

// corpusFolder is where the programs are in a Go installation.
const corpusFolder = "src/runtime/testdata/testgoroutineleakprofile"

// A corpus is a built copy of the programs.
type corpus struct{ simple, goker string }

// buildCorpus copies the programs into a module of their own and builds them
// with the given stand-in for runtime/pprof. No line of them moves.
func buildCorpus(t *testing.T, profile, require string, env ...string) corpus {
	t.Helper()
	src, dir := corpusSource(t), t.TempDir()
	copyPrograms(t, src, dir)
	copyPrograms(t, filepath.Join(src, "goker"), filepath.Join(dir, "goker"))
	writeFile(t, filepath.Join(dir, "profile", "profile.go"), profile)
	writeFile(t, filepath.Join(dir, "go.mod"), "module corpus\n\ngo 1.26.0\n\n"+require)
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "go.sum"), string(sums))
	cmd := exec.Command("go", "build", "-mod=mod", "-o", dir+"/bin/", ".", "./goker")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the corpus: %v\n%s", err, out)
	}
	exe := ""
	if runtime.GOOS == "windows" {
		exe = ".exe"
	}
	return corpus{filepath.Join(dir, "bin", "corpus"+exe), filepath.Join(dir, "bin", "goker"+exe)}
}

// copyPrograms copies the Go files of a folder, with one import replaced.
func copyPrograms(t *testing.T, from, to string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs in %s: %v", from, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = []byte(strings.Replace(string(text), `"runtime/pprof"`, `pprof "corpus/profile"`, 1))
		writeFile(t, filepath.Join(to, filepath.Base(file)), string(text))
	}
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatalf("go env %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

// requireLeaktest is the part of a go.mod that takes leaktest from this tree.
func requireLeaktest(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("require github.com/leaktight/leaktight v0.0.0\n\nreplace github.com/leaktight/leaktight => %q\n", root)
}

var leakLine = regexp.MustCompile(`(?m)^LEAK\t(.+)\t(\d+)\t(.+)\t(\d+)\t(.+)\t(\d+)\r?$`)

// run runs a program once and returns what it found.
func (c corpus) run(t *testing.T, s statement, env ...string) (all []found) {
	t.Helper()
	binary := c.simple
	if strings.HasPrefix(s.File, "goker/") {
		binary = c.goker
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute) // goleak takes minutes for thousands of goroutines
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, s.Program)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", s.Program, err, out)
	}
	for _, m := range leakLine.FindAllStringSubmatch(string(out), -1) {
		all = append(all, found{siteOf(m[1], m[2]), siteOf(m[3], m[4]), m[5], number(m[6])})
	}
	return all
}

func siteOf(file, line string) site { return site{path.Base(filepath.ToSlash(file)), number(line)} }

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the caller matched digits only
	return n
}
