package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A position is a line of a file. File is relative to the module where it is
// inside it, with forward slashes; a position that comes from a fact of
// another package keeps what the tool said.
type position struct {
	File string
	Line int
}

func (p position) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// A finding is one diagnostic of the tool.
type finding struct {
	position
	Check    string
	Category string
	Message  string
	Related  []position
}

// positions returns where the finding stands, and then its related positions.
func (f finding) positions() []position { return append([]position{f.position}, f.Related...) }

// at reports whether the finding or a related position stands at p.
func (f finding) at(p position) bool { return slices.Contains(f.positions(), p) }

// A report is what one run of go vet said of one module.
type report struct {
	findings []finding
	failures []string // packages that were not analyzed, and why
	result
}

// vet runs the tool over the packages of the module in dir. Findings in test
// files are left out, and one that several variants of a package repeat is
// one. An error means that go vet could not run at all; packages that it could
// not analyze are in the report.
func (b *bench) vet(ctx context.Context, m module, env []string, patterns ...string) (report, error) {
	args := append([]string{"vet", "-vettool=" + b.tool, "-json"}, b.flags...)
	r, err := command{dir: m.dir, env: append(m.env(), env...), limit: b.limit, args: append(args, patterns...)}.run(ctx)
	rep := report{result: r}
	if ctxErr := errors.Join(ctx.Err(), errLimit(err)); ctxErr != nil {
		return rep, ctxErr
	}
	// go vet -json prints to standard output since Go 1.26 and to standard
	// error before. A package that does not type-check makes it exit 1, with
	// the other packages analyzed all the same.
	findings, failures, perr := parseVet(slices.Concat(r.stdout, []byte("\n"), jsonPart(r.stderr)))
	if perr != nil {
		return rep, fmt.Errorf("output of go vet -json: %w\n%s", perr, tail(r.stderr, 2000))
	}
	if err != nil {
		failures = append(failures, string(tail(r.stderr, 2000)))
	}
	for _, f := range findings {
		f = f.relativeTo(m)
		if !strings.HasSuffix(f.File, "_test.go") && !slices.ContainsFunc(rep.findings, f.equal) {
			rep.findings = append(rep.findings, f)
		}
	}
	slices.SortStableFunc(rep.findings, compareFindings)
	rep.failures = failures
	return rep, nil
}

// errLimit returns err if it says that the time limit was reached.
func errLimit(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

func (f finding) equal(g finding) bool {
	return f.position == g.position && f.Check == g.Check && f.Message == g.Message
}

func compareFindings(a, b finding) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return strings.Compare(a.Check+a.Message, b.Check+b.Message)
}

// jsonPart cuts the lines that no JSON text can start with from the standard
// error of go vet, such as type errors and notices of downloads.
func jsonPart(stderr []byte) []byte {
	var kept [][]byte
	inside := false
	for line := range bytes.Lines(stderr) {
		if bytes.HasPrefix(line, []byte("{")) {
			inside = true
		}
		if inside {
			kept = append(kept, line)
		}
		if bytes.HasPrefix(line, []byte("}")) {
			inside = false
		}
	}
	return bytes.Join(kept, nil)
}

// vetDiagnostic is the JSON form of a diagnostic, as
// golang.org/x/tools/go/analysis/internal/analysisflags writes it.
type vetDiagnostic struct {
	Category string `json:"category"`
	Posn     string `json:"posn"`
	Message  string `json:"message"`
	Related  []struct {
		Posn string `json:"posn"`
	} `json:"related"`
}

// parseVet reads the output of go vet -json, which is a sequence of
//
//	# package path
//	{"package id": {"analyzer": [diagnostic, ...] or {"error": "..."}}}
//
// with the comment line left out since Go 1.26.
func parseVet(text []byte) (findings []finding, failures []string, err error) {
	dec := json.NewDecoder(bytes.NewReader(commentLine.ReplaceAll(text, nil)))
	for {
		var packages map[string]map[string]json.RawMessage
		if err := dec.Decode(&packages); err == io.EOF {
			return findings, failures, nil
		} else if err != nil {
			return nil, nil, err
		}
		for pkg, checks := range packages {
			for check, raw := range checks {
				fs, err := parseCheck(check, raw)
				if err != nil {
					failures = append(failures, fmt.Sprintf("%s: %s: %v", pkg, check, err))
				}
				findings = append(findings, fs...)
			}
		}
	}
}

var commentLine = regexp.MustCompile(`(?m)^# .*$`)

// parseCheck reads what one analyzer said of one package. The error is the
// analyzer's own, or says that its output has another form.
func parseCheck(check string, raw json.RawMessage) ([]finding, error) {
	var diagnostics []vetDiagnostic
	if err := json.Unmarshal(raw, &diagnostics); err != nil {
		var failed struct{ Error string }
		if json.Unmarshal(raw, &failed) == nil && failed.Error != "" {
			return nil, errors.New(failed.Error)
		}
		return nil, err
	}
	var fs []finding
	for _, d := range diagnostics {
		f := finding{Check: check, Category: d.Category, Message: d.Message, position: parsePosn(d.Posn)}
		for _, r := range d.Related {
			f.Related = append(f.Related, parsePosn(r.Posn))
		}
		fs = append(fs, f)
	}
	return fs, nil
}

var posn = regexp.MustCompile(`^(.*?):(\d+)(?::\d+)?$`)

// parsePosn reads file:line:col or file:line. What it cannot read becomes the
// name of a file, with line 0, so that it is printed and matches nothing.
func parsePosn(s string) position {
	m := posn.FindStringSubmatch(s)
	if m == nil {
		return position{File: s}
	}
	line, _ := strconv.Atoi(m[2]) // digits only; out of range gives 0
	return position{File: filepath.ToSlash(m[1]), Line: line}
}

// relativeTo returns the finding with its positions made relative to the
// module: absolute ones inside its folder, and those that a fact carried,
// which start with an import path.
func (f finding) relativeTo(m module) finding {
	f.position = m.relative(f.position)
	related := make([]position, len(f.Related))
	for i, r := range f.Related {
		related[i] = m.relative(r)
	}
	f.Related = related
	return f
}
