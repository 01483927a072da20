package driver

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// options is the parsed command line of the front end.
type options struct {
	json, sarif, github, fix, diff bool
	baseline                       string   // file name, or empty
	baseDir                        string   // of the paths in annotations and in SARIF, or empty
	toolFlags                      []string // what the analyzers get
	buildFlags                     []string // what the go command gets
	view                           []string // what is shown, see shows
	packages                       []string // patterns; the current directory when empty
	analyzers                      []*analysis.Analyzer
}

// buildFlagNames are the flags that say how the packages are built, as for go vet.
var buildFlagNames = []string{"tags", "mod", "modfile"}

// passedFlag is a flag that is kept as it was given: for the go command, or for the
// choice of what is shown.
type passedFlag struct {
	name    string
	boolean bool
	to      *[]string
}

func (f *passedFlag) IsBoolFlag() bool { return f.boolean }
func (f *passedFlag) String() string   { return "" }
func (f *passedFlag) Set(value string) error {
	if f.boolean {
		if _, err := strconv.ParseBool(value); err != nil {
			return errors.New("want true or false")
		}
	}
	*f.to = append(*f.to, "-"+f.name+"="+value)
	return nil
}

// parseFlags parses the command line. What is wrong with it has been printed on
// stderr, with the usage, when it returns a usageError.
func parseFlags(stderr io.Writer, args []string, analyzers []*analysis.Analyzer) (*options, error) {
	o := &options{analyzers: analyzers}
	fs := o.flagSet(analyzers)
	if err := fs.Parse(args); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, "leaklint: %v\n", err)
		}
		printUsage(stderr)
		return nil, usageError{err}
	}
	if err := o.check(); err != nil {
		fmt.Fprintf(stderr, "leaklint: %v\n", err)
		return nil, usageError{err}
	}
	o.packages = fs.Args()
	return o, nil
}

func (o *options) flagSet(analyzers []*analysis.Analyzer) *flag.FlagSet {
	fs := flag.NewFlagSet("leaklint", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // parseFlags prints errors itself
	fs.BoolVar(&o.json, "json", false, "")
	fs.BoolVar(&o.sarif, "sarif", false, "")
	fs.BoolVar(&o.github, "github", false, "")
	fs.BoolVar(&o.fix, "fix", false, "")
	fs.BoolVar(&o.diff, "diff", false, "")
	fs.StringVar(&o.baseline, "baseline", "", "")
	fs.StringVar(&o.baseDir, "base", "", "")
	for _, name := range buildFlagNames {
		fs.Var(&passedFlag{name, false, &o.buildFlags}, name, "")
	}
	choose := func(name string) { fs.Var(&passedFlag{name, true, &o.view}, name, "") }
	for _, level := range levels {
		choose(level.name)
	}
	for _, a := range analyzers {
		choose(a.Name)
		for _, level := range levels {
			choose(a.Name + "." + level.name)
		}
	}
	return fs
}

// check refuses what cannot go together.
func (o *options) check() error {
	var forms []string
	for _, form := range []struct {
		on   bool
		name string
	}{{o.json, "-json"}, {o.sarif, "-sarif"}, {o.github, "-github"}, {o.fix, "-fix"}, {o.diff, "-diff"}} {
		if form.on {
			forms = append(forms, form.name)
		}
	}
	if len(forms) > 1 {
		return fmt.Errorf("%s cannot be used together", strings.Join(forms, " and "))
	}
	return nil
}

// printUsage prints the short form; leaklint help prints the checks.
func printUsage(w io.Writer) {
	fmt.Fprint(w, `usage: leaklint [flags] [packages]
       leaklint help [check]
       leaklint exits [flags] [packages]
       leaklint test [go test flags] [packages]
       leaklint triage [flags] CAPTURE... [-- packages]
       leaklint version
       go vet -vettool=$(which leaklint) [packages]

Leaklint reports go statements whose goroutine has no way to end.
Exit code: 0 nothing found, 3 findings, 1 it could not do its work, 2 usage.

Output:
  -json           findings in the form of go vet -json, with a fingerprint each
  -sarif          a SARIF 2.1.0 log
  -github         annotations for GitHub Actions
  -fix            apply the first suggested fix of each finding
  -diff           print those fixes as a unified diff, change nothing
  -base DIR       what the paths of -sarif and -github are relative to: by default
                  the root of the repository

What is reported:
  -baseline FILE  leave out the findings in FILE, which an earlier -json printed
  -advice         add what is doubtful
  -test-files     add _test.go files
  -generated      add generated files
  -CHECK          run only this check; -CHECK=false runs all but this one

How the packages are built, as for go vet: -tags, -mod, -modfile
`)
}
