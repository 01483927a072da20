package driver

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/suite/verdict"
)

// exitsCommand is `leaklint exits`: it prints for each place that starts a goroutine
// what ends it. It fails only where it could not do its work.
func exitsCommand(ctx context.Context, stdout, stderr io.Writer, args []string) error {
	e, err := parseExits(stderr, args)
	if err != nil {
		return err
	}
	result, failure := goVet(ctx, stderr, &e.options)
	if result == nil {
		return failure
	}
	verdicts, err := readVerdicts(result.Findings)
	if err != nil {
		return err
	}
	if e.why.file != "" {
		verdicts = slices.DeleteFunc(verdicts, func(v *exitVerdict) bool { return !e.why.names(v.Posn) })
		if len(verdicts) == 0 {
			return errors.Join(failure, fmt.Errorf("no goroutine is started at %s:%d in these packages; leaklint exits lists where they are", e.why.file, e.why.line))
		}
	}
	out := &failWriter{w: stdout}
	e.print(out, verdicts)
	if out.err != nil {
		return fmt.Errorf("cannot write the verdicts: %w", out.err)
	}
	return failure
}

// exitsOptions is the command line of leaklint exits.
type exitsOptions struct {
	options
	only []string // kinds, all where it is empty
	why  line
}

// A line is a line of a file.
type line struct {
	file string
	line int
}

// names reports whether a position is in the line. The file may be given by the end
// of its path.
func (l line) names(p posn) bool {
	file, at := filepath.ToSlash(l.file), filepath.ToSlash(p.file)
	return p.line == l.line && (at == file || strings.HasSuffix(at, "/"+file) || p.path() == file)
}

func parseExits(stderr io.Writer, args []string) (*exitsOptions, error) {
	e := new(exitsOptions)
	fs := flag.NewFlagSet("leaklint exits", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are printed below
	fs.BoolVar(&e.json, "json", false, "")
	only := fs.String("only", "", "")
	why := fs.String("why", "", "")
	e.vetFlags = []string{"-exits", "-exits.report", "-advice"}
	for _, name := range append([]string{"test-files"}, buildFlags...) {
		fs.Var(&passedFlag{name, name == "test-files", &e.vetFlags}, name, "")
	}
	err := fs.Parse(args)
	if err == nil {
		err = e.set(*only, *why)
	}
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, "leaklint: exits: %v\n", err)
		}
		_ = exitsHelp(stderr) // there is nobody else to tell
		return nil, usageError{err}
	}
	e.packages = fs.Args()
	return e, nil
}

// set reads the flags that have a form of their own.
func (e *exitsOptions) set(only, why string) error {
	for kind := range strings.SplitSeq(only, ",") {
		switch {
		case kind == "":
		case !slices.Contains(verdict.Kinds, kind):
			return fmt.Errorf("-only: no verdict named %q; they are %s", kind, strings.Join(verdict.Kinds, ", "))
		default:
			e.only = append(e.only, kind)
		}
	}
	if why == "" {
		return nil
	}
	i := strings.LastIndexByte(why, ':')
	if i > 0 {
		e.why.file = why[:i]
		e.why.line, _ = strconv.Atoi(why[i+1:])
	}
	if e.why.line < 1 {
		return fmt.Errorf("-why: want file.go:LINE, got %q", why)
	}
	return nil
}

// exitsHelp prints the page of the command.
func exitsHelp(w io.Writer) error {
	_, err := io.WriteString(w, `usage: leaklint exits [flags] [packages]

Exits prints one line for each place that starts a goroutine: where, and what ends
the goroutine. The verdicts:

  returns    it does bounded work
  process    it lives as long as the process, by intent
  context    a context is done
  answered   somebody takes what it sends, or sends what it waits for
  closed     a channel is closed
  io         a connection, a process or a file, which are out of sight
  undecided  the analysis cannot tell; the line says why
  leaks      nothing: leaklint reports it

What a verdict depends on stands behind it: "closed: quit is closed by
(*Pool).Close at pool.go:31, if that is called". The last line counts: proven,
conditional, undecided, leaks.
Exit code: 0, whatever the verdicts are, 1 it could not do its work, 2 usage.

  -only LIST       show these verdicts only, such as undecided,leaks
  -why FILE:LINE   show what this goroutine waits for, what ends each wait, and
                   the rule that decided: to be added to a report of a wrong or
                   missing finding
  -json            the same as JSON
  -test-files      add goroutines that _test.go files start

How the packages are built, as for go vet: -tags, -mod, -modfile
`)
	return err
}

// An exitVerdict is what is known of the goroutines of one start. The JSON form is
// stable; fields may be added.
type exitVerdict struct {
	Posn posn `json:"posn"`
	verdict.Exit
	Waits []*exitWait `json:"waits,omitempty"`

	pkg string
}

// An exitWait is an operation at which the goroutine may block.
type exitWait struct {
	Posn posn `json:"posn"`
	verdict.Exit
	By posn `json:"by,omitzero"` // where it is answered
}

// readVerdicts reads the diagnostics of the analyzer.
func readVerdicts(findings []*finding) ([]*exitVerdict, error) {
	var list []*exitVerdict
	for _, f := range findings {
		if len(list) > 0 && list[len(list)-1].Posn == f.Posn {
			continue // of a package and of its test variant, which says the same with more waits
		}
		v := &exitVerdict{Posn: f.Posn, pkg: f.pkg}
		if err := json.Unmarshal([]byte(f.Message), &v.Exit); err != nil {
			return nil, fmt.Errorf("cannot read a verdict: %w", err)
		}
		for _, r := range f.Related {
			if r.Message == "" && len(v.Waits) > 0 {
				v.Waits[len(v.Waits)-1].By = r.Posn
				continue
			}
			w := &exitWait{Posn: r.Posn}
			if err := json.Unmarshal([]byte(r.Message), &w.Exit); err != nil {
				return nil, fmt.Errorf("cannot read a verdict: %w", err)
			}
			v.Waits = append(v.Waits, w)
		}
		list = append(list, v)
	}
	return list, nil
}

// print prints the verdicts that were asked for, and in the text counts them.
func (e *exitsOptions) print(w io.Writer, all []*exitVerdict) {
	shown := slices.DeleteFunc(slices.Clone(all), func(v *exitVerdict) bool {
		return len(e.only) > 0 && !slices.Contains(e.only, v.Ends)
	})
	if e.json {
		if shown == nil {
			shown = []*exitVerdict{}
		}
		enc := json.NewEncoder(w)
		enc.SetIndent("", "\t")
		enc.SetEscapeHTML(false)
		_ = enc.Encode(shown) // the writer keeps its error, and the types all marshal
		return
	}
	out := printable.NewWriter(w)
	defer out.Flush()
	for _, v := range shown {
		fmt.Fprintf(out, "%s: %s\n", v.Posn, sentence(v.Exit))
		if e.why.file != "" {
			v.explain(out)
		}
	}
	if e.why.file == "" {
		fmt.Fprintln(out, counted(all))
	}
}

// sentence words what ends a goroutine or a wait.
func sentence(e verdict.Exit) string {
	s := e.Ends + ": " + printable.Text(e.Text)
	if e.If != "" {
		s += ", if " + printable.Text(e.If)
	}
	return s
}

// explain prints the waits of a goroutine, each with the rule that decided.
func (v *exitVerdict) explain(w io.Writer) {
	fmt.Fprintf(w, "\tstarted by %s\n", printable.Text(v.In))
	if len(v.Waits) == 0 {
		fmt.Fprintln(w, "\tit waits for nothing")
	}
	for _, wait := range v.Waits {
		fmt.Fprintf(w, "\t%s at %s\n\t\t%s\n", printable.Text(wait.What), wait.Posn, sentence(wait.Exit))
		if wait.By != (posn{}) {
			fmt.Fprintf(w, "\t\tthere: %s\n", wait.By)
		}
		if wait.Reason != "" {
			fmt.Fprintf(w, "\t\trule %s: %s\n", wait.Reason, verdict.Rule(wait.Reason))
		}
	}
}

// counted is the last line.
func counted(all []*exitVerdict) string {
	var proven, conditional, undecided, leaks int
	for _, v := range all {
		switch {
		case v.Ends == "leaks":
			leaks++
		case v.Ends == "undecided":
			undecided++
		case v.If != "" || v.Ends == "io":
			conditional++
		default:
			proven++
		}
	}
	return fmt.Sprintf("%s: %d proven, %d conditional, %d undecided, %d leaks", plural(len(all), "goroutine"), proven, conditional, undecided, leaks)
}
