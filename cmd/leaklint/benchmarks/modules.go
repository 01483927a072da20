package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A pinned module is one in a version that stays the same, and the packages that are
// looked at.
type pinned struct{ path, version, patterns string }

// largeModules are the ten whose default findings are read one by one. The
// versions are pinned, since the judgments belong to them.
var largeModules = []pinned{
	{"github.com/IBM/sarama", "v1.61.1", "./..."},
	{"github.com/caddyserver/caddy/v2", "v2.11.9", "./..."},
	{"github.com/containerd/containerd/v2", "v2.4.2", "./..."},
	{"github.com/gohugoio/hugo", "v0.165.0", "./..."},

	{"github.com/nats-io/nats-server/v2", "v2.15.2", "./..."},
	{"github.com/prometheus/prometheus", "v0.307.3", "./..."},
	{"github.com/quic-go/quic-go", "v0.65.0", "./..."},
	{"go.etcd.io/etcd/server/v3", "v3.6.6", "./..."},
	{"google.golang.org/grpc", "v1.85.0", "./..."},
	{"k8s.io/client-go", "v0.34.2", "./..."},
}

// printModules prints every default finding in the large modules with its
// judgment, and then how many there are and how many are right.
func printModules(ctx context.Context, b *bench) error {
	judged, err := readJudgments("judged.json", judgedJSON)
	if err != nil {
		return err
	}
	var rows []moduleRow
	for _, large := range largeModules {
		if !strings.Contains(large.path, b.only) {
			continue
		}
		row, err := b.judgeModule(ctx, judged, module{path: large.path, version: large.version}, large.patterns, 0)
		if err != nil {
			return fmt.Errorf("%s@%s: %w", large.path, large.version, err)
		}
		rows = append(rows, row)
	}
	writeModules(b, rows)
	for _, j := range judged.unused(rows) {
		fmt.Fprintf(b.out, "judged and no longer reported: %s %s %s (%s)\n", j.Module, j.File, j.Func, j.Verdict)
	}
	return nil
}

// A moduleRow is what one module adds to the table.
type moduleRow struct {
	module
	goStatements int
	verdicts     map[verdict]int
	judged       []judgment // of each finding
	failures     int
}

// judgeModule runs the tool over one module and prints its findings; it is an error if
// the module has fewer go statements than the number.
func (b *bench) judgeModule(ctx context.Context, judged *judgments, m module, patterns string, fewest int) (moduleRow, error) {
	row := moduleRow{verdicts: map[verdict]int{}}
	m, err := b.fetch(ctx, m.path, m.version)
	if err != nil {
		return row, err
	}
	row.module = m
	if row.goStatements, err = goStatements(ctx, m, patterns); err != nil {
		return row, err
	}
	if row.goStatements < fewest {
		return row, fmt.Errorf("it has %d go statements", row.goStatements)
	}
	fmt.Fprintf(b.log, "benchmarks: vetting %s\n", m)
	rep, err := b.vet(ctx, m, nil, patterns)
	if err != nil {
		return row, err
	}
	for _, failure := range rep.failures {
		row.failures++
		fmt.Fprintf(b.out, "%s: not analyzed: %s\n", m, failure)
	}
	seen := map[fingerprint]int{}
	for _, f := range rep.findings {
		print, code := fingerprintOf(m, f, seen)
		j := judged.lookup(m, print)
		row.verdicts[j.Verdict]++
		row.judged = append(row.judged, j)
		fmt.Fprintf(b.out, "%s %s: %s\n    %s\n    %s%s [%s]\n", m, f.position, f.Message, code, j.Verdict, because(j.Why), print)
	}
	return row, nil
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

// writeModules writes one row per module and their sum.
func writeModules(b *bench, rows []moduleRow) {
	t := newTable(b.out, "module", "go statements", "findings", "per 1,000", "right", "wrong", "undecided", "unjudged", "not analyzed")
	sum := moduleRow{verdicts: map[verdict]int{}, module: module{path: "all"}}
	for _, row := range rows {
		row.write(t, row.module.String())
		sum.goStatements += row.goStatements
		sum.failures += row.failures
		for v, n := range row.verdicts {
			sum.verdicts[v] += n
		}
	}
	t.line()
	sum.write(t, "all")
	t.flush()
}

func (row moduleRow) write(t *table, name string) {
	findings := 0
	for _, n := range row.verdicts {
		findings += n
	}
	rate := "-"
	if row.goStatements > 0 {
		rate = fmt.Sprintf("%.1f", 1000*float64(findings)/float64(row.goStatements))
	}
	t.row(name, row.goStatements, findings, rate, row.verdicts[right], row.verdicts[wrong],
		row.verdicts[undecided], row.verdicts[unjudged], row.failures)
}

// goStatements counts the go statements in the files of the packages that are
// built here, without their tests.
func goStatements(ctx context.Context, m module, patterns string) (int, error) {
	r, err := command{dir: m.dir, env: m.env(), args: []string{"list", "-e", "-json=Dir,GoFiles,CgoFiles", patterns}}.run(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for dec := json.NewDecoder(bytes.NewReader(r.stdout)); ; {
		var pkg struct {
			Dir               string
			GoFiles, CgoFiles []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
		for _, name := range append(pkg.GoFiles, pkg.CgoFiles...) {
			in, err := goStatementsIn(filepath.Join(pkg.Dir, name))
			if err != nil {
				return n, err
			}
			n += in
		}
	}
}

// goStatementsIn counts the go statements of one file.
func goStatementsIn(file string) (n int, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
	if err != nil {
		return 0, err
	}
	ast.Inspect(syntax, func(node ast.Node) bool {
		if _, ok := node.(*ast.GoStmt); ok {
			n++
		}
		return true
	})
	return n, nil
}
