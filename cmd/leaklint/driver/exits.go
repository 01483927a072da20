package driver

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

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
	e.toolFlags = []string{"-exits", "-exits.report"}
	fs.Var(&passedFlag{testFiles, true, &e.view}, testFiles, "")
	for _, name := range buildFlagNames {
		fs.Var(&passedFlag{name, false, &e.buildFlags}, name, "")
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
