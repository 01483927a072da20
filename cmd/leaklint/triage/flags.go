package triage

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// options is the parsed command line.
type options struct {
	json     bool
	html     string
	diff     string
	top      int
	timeout  time.Duration
	maxBytes int64
	analyze  bool
	tags     string
	input    string
	packages []string

	stdin    io.Reader
	stderr   io.Writer
	terminal io.Writer // stderr as it was given, for a line that is written over
}

// parseFlags parses the command line. What is wrong with it has been printed
// when ok is false.
func parseFlags(stderr io.Writer, args []string) (o *options, ok bool) {
	o = &options{stderr: stderr}
	fs := flag.NewFlagSet("leaklint triage", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&o.json, "json", false, "")
	fs.StringVar(&o.html, "html", "", "")
	fs.StringVar(&o.diff, "diff", "", "")
	fs.IntVar(&o.top, "top", 20, "")
	fs.DurationVar(&o.timeout, "timeout", defaultTimeout, "")
	fs.Int64Var(&o.maxBytes, "max-bytes", defaultMaxBytes, "")
	fs.BoolVar(&o.analyze, "analyze", true, "")
	fs.StringVar(&o.tags, "tags", "", "")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_ = Help(stderr) // there is nobody else to tell
		return nil, false
	}
	switch {
	case err != nil:
		err = errors.New(withoutSecrets(err.Error(), args))
	case fs.NArg() == 0:
		err = errors.New("which capture? Name a file, a URL, or - for standard input")
	case o.top < 0:
		err = errors.New("-top must not be negative; 0 shows all groups")
	case o.timeout <= 0 || o.maxBytes <= 0:
		err = errors.New("-timeout and -max-bytes must be above zero")
	case o.diff == "-" && fs.Arg(0) == "-":
		err = errors.New("only one of the two captures can be standard input")
	default:
		o.input, o.packages, o.diff = address(fs.Arg(0)), fs.Args()[1:], address(o.diff)
		err = o.mustBePackages()
	}
	if err != nil {
		o.say("triage: %v", err)
		_ = Help(stderr) // there is nobody else to tell
		return nil, false
	}
	return o, true
}

// mustBePackages is the error about a second capture where packages are expected.
func (o *options) mustBePackages() error {
	for _, pattern := range o.packages {
		if pattern == "-" || isURL(address(pattern)) || isFile(pattern) && filepath.Ext(pattern) != ".go" {
			second := shownName(address(pattern))
			return fmt.Errorf("%s is a second capture; -diff OLD compares two of them, and what follows the capture are packages", second)
		}
	}
	return nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// Help prints the command's usage: arguments, flags and exit codes. Its error is
// that of the writer.
func Help(w io.Writer) error {
	_, err := fmt.Fprint(w, `usage: leaklint triage [flags] FILE|URL|- [packages]

Triage reads a goroutine profile of a running program (debug=2 or debug=1 text,
or protobuf; also goroutineleak, a crash's dump, and gzip of any of them) from a
file, from standard input, or from a server (host:port/path is http), groups
equal stacks, ranks them by proven leaks, number and age, and says what leaklint
finds in the go statement behind each. Packages are analyzed for that: those
given, else ./... where the module at hand has functions in the profile.
Exit code: 0 it was read, 1 it could not be read (a capture that is cut off is
shown as far as it goes), 2 usage.

  -diff OLD        what grew since an older capture (FILE, URL or -)
  -top N           groups to show, default 20; 0 for all
  -json            the groups as JSON, all of them
  -html FILE       write a page to FILE instead
  -analyze=false   do not run the analyzers
  -tags LIST       build tags for them
  -timeout D       for a URL's whole answer, default 1m0s
  -max-bytes N     of a capture, also when decompressed, default 1073741824 (1 GiB)
`)
	return err
}
