package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// judgedJSON holds what a person who read the source thinks of each finding.
//
//go:embed testdata/judged.json
var judgedJSON []byte

// judgedDrawnJSON holds the same for the modules that table drawn draws.
//
//go:embed testdata/judged-drawn.json
var judgedDrawnJSON []byte

// A verdict says whether a finding is right: whether there is a run of the
// module, as its own code or a caller that keeps to its documentation uses it,
// in which the goroutine stays forever.
type verdict string

// The verdicts. A finding that nobody has read is unjudged, and counts as
// neither right nor wrong.
const (
	right     verdict = "right"
	wrong     verdict = "wrong"
	undecided verdict = "undecided"
	unjudged  verdict = "unjudged"
)

// A fingerprint names a finding without its line, so that it survives other
// edits of the file: the check, the enclosing function, the text of the line,
// and which of several equal ones it is, hashed. The text itself is not kept.
type fingerprint string

// A judgment is the verdict on one finding.
type judgment struct {
	Module      string      `json:"module"` // path@version
	File        string      `json:"file"`
	Line        int         `json:"line"` // for the reader; not compared
	Func        string      `json:"func"`
	Check       string      `json:"check"`
	Fingerprint fingerprint `json:"fingerprint"`
	Verdict     verdict     `json:"verdict"`
	Why         string      `json:"why"`             // one sentence
	Cause       string      `json:"cause,omitempty"` // what it shares with other findings of the module
}

// judgments are all verdicts, with a note of those that were asked for.
type judgments struct {
	all  map[judgmentKey]judgment
	used map[judgmentKey]bool
}

type judgmentKey struct {
	module string
	print  fingerprint
}

// readJudgments reads a list of judgments, of the file with the name. Each needs a verdict that is
// known and a reason, and two on the same finding are an error.
func readJudgments(name string, text []byte) (*judgments, error) {
	var list []judgment
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	js := &judgments{all: map[judgmentKey]judgment{}, used: map[judgmentKey]bool{}}
	for _, j := range list {
		key := judgmentKey{j.Module, j.Fingerprint}
		switch _, twice := js.all[key]; {
		case twice:
			return nil, fmt.Errorf("%s: %s %s:%d is judged twice", name, j.Module, j.File, j.Line)
		case j.Verdict != right && j.Verdict != wrong && j.Verdict != undecided:
			return nil, fmt.Errorf("%s: %s %s:%d: unknown verdict %q", name, j.Module, j.File, j.Line, j.Verdict)
		case j.Why == "":
			return nil, fmt.Errorf("%s: %s %s:%d: no reason", name, j.Module, j.File, j.Line)
		}
		js.all[key] = j
	}
	return js, nil
}

// lookup returns the judgment of a finding, and the verdict unjudged when
// there is none.
func (js *judgments) lookup(m module, print fingerprint) judgment {
	key := judgmentKey{m.String(), print}
	js.used[key] = true
	if j, ok := js.all[key]; ok {
		return j
	}
	return judgment{Module: m.String(), Fingerprint: print, Verdict: unjudged}
}

// unused returns the judgments of findings that the tool did not report in
// the modules that were looked at.
func (js *judgments) unused(rows []moduleRow) (unused []judgment) {
	seen := map[string]bool{}
	for _, row := range rows {
		seen[row.module.String()] = true
	}
	for key, j := range js.all {
		if seen[key.module] && !js.used[key] {
			unused = append(unused, j)
		}
	}
	return unused
}

// fingerprintOf returns the fingerprint of a finding and the text of its line,
// trimmed. Seen counts findings that would have the same one.
func fingerprintOf(m module, f finding, seen map[fingerprint]int) (fingerprint, string) {
	file := filepath.Join(m.dir, filepath.FromSlash(f.File))
	code := ""
	if text, err := os.ReadFile(file); err == nil {
		if lines := strings.Split(string(text), "\n"); 0 < f.Line && f.Line <= len(lines) {
			code = strings.TrimSpace(lines[f.Line-1])
		}
	}
	base := hash(f.Check, f.File, functionAt(file, f.Line), code)
	seen[base]++
	return hash(string(base), fmt.Sprint(seen[base])), code
}

func hash(parts ...string) fingerprint {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return fingerprint(fmt.Sprintf("%x", sum[:6]))
}

// functionAt returns the name of the declared function around a line, a method
// as Type.Name, and "" where there is none or the file cannot be read.
func functionAt(file string, line int) string {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	for _, decl := range syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if ok && fset.Position(fn.Pos()).Line <= line && line <= fset.Position(fn.End()).Line {
			return receiverType(fn) + fn.Name.Name
		}
	}
	return ""
}

// receiverType returns the name of the type that a method belongs to, with a
// dot, and "" for a function.
func receiverType(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
	name := ""
	ast.Inspect(fn.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name + "."
		}
		return name == ""
	})
	return name
}
