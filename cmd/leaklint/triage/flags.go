package triage

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// options is the parsed command line.
type options struct {
	json          bool
	html          string
	diff          string
	heap          string // a file of runtime/debug.WriteHeapDump
	top           int
	timeout       time.Duration
	maxBytes      int64
	analyze       bool
	tags          string
	every, period time.Duration // of a series that it takes itself
	keep          string
	failGrowth    int
	reach         reach
	choice        choice
	inputs        []string
	packages      []string

	noted    map[string]bool // notes that were printed
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
	fs.StringVar(&o.heap, "heap", "", "")
	fs.IntVar(&o.top, "top", 20, "")
	fs.DurationVar(&o.timeout, "timeout", defaultTimeout, "")
	fs.Int64Var(&o.maxBytes, "max-bytes", defaultMaxBytes, "")
	fs.BoolVar(&o.analyze, "analyze", true, "")
	fs.StringVar(&o.tags, "tags", "", "")
	fs.DurationVar(&o.every, "every", 0, "")
	fs.DurationVar(&o.period, "for", 0, "")
	fs.StringVar(&o.keep, "keep", "", "")
	fs.IntVar(&o.failGrowth, "fail-growth", 0, "")
	fs.Var(&o.reach.headers, "H", "")
	fs.StringVar(&o.reach.unix, "unix", "", "")
	fs.StringVar(&o.reach.ca, "ca", "", "")
	fs.BoolVar(&o.reach.insecure, "insecure", false, "")
	fs.Var(&o.choice, "label", "")
	fs.StringVar(&o.choice.by, "by", "", "")
	err := gluedHeader(args)
	if err == nil {
		err = fs.Parse(args)
	}
	if errors.Is(err, flag.ErrHelp) {
		_ = Help(stderr) // there is nobody else to tell
		return nil, false
	}
	if err != nil {
		err = errors.New(withoutSecrets(err.Error(), args))
	} else {
		o.split(fs.Args())
		err = errors.Join(o.checkNumbers(), o.checkCaptures(), o.checkReach())
	}
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		o.say("triage: %s", first)
		_ = Help(stderr) // there is nobody else to tell
		return nil, false
	}
	o.reach.prepare()
	return o, true
}

// gluedHeader is the error about a header that stands in one word with its flag, as curl
// takes it: package flag would repeat it, and it may be secret.
func gluedHeader(args []string) error {
	for _, arg := range args {
		if arg == "--" {
			break
		}
		rest, ok := strings.CutPrefix(arg, "-H")
		if !ok {
			rest, ok = strings.CutPrefix(arg, "--H")
		}
		if ok && rest != "" && !strings.HasPrefix(rest, "=") {
			return errors.New("-H and its header are two words, as in -H 'Name: value' (it is not repeated here, as it may be secret)")
		}
	}
	return nil
}

// split tells the captures from the packages, which stand behind --.
func (o *options) split(args []string) {
	for i, arg := range args {
		if arg == "--" {
			o.packages = args[i+1:]
			return
		}
		o.inputs = append(o.inputs, address(arg))
	}
}

// checkNumbers is the error about a flag's number.
func (o *options) checkNumbers() error {
	switch {
	case o.top < 0:
		return errors.New("-top must not be negative; 0 shows all groups")
	case o.timeout <= 0 || o.maxBytes <= 0:
		return errors.New("-timeout and -max-bytes must be above zero")
	case o.failGrowth < 0:
		return errors.New("-fail-growth must be above zero")
	case (o.every != 0) != (o.period != 0):
		return errors.New("-every and -for go together: how often, and for how long")
	case o.every < 0 || o.period < o.every:
		return errors.New("-for must be at least as long as -every, which makes two captures")
	}
	return nil
}

// checkCaptures is the error about what the captures are.
func (o *options) checkCaptures() error {
	o.diff = address(o.diff)
	streams := 0
	for _, name := range append([]string{o.diff}, o.inputs...) {
		if name == "-" {
			streams++
		}
	}
	switch {
	case o.heap == "-" || isURL(address(o.heap)):
		return errors.New("-heap takes a file, which is read more than once")
	case o.heap != "" && len(o.inputs) == 0 && (len(o.choice.labels) > 0 || o.choice.by != ""):
		return errors.New("-label and -by choose among the goroutines of a capture; a heap dump has no labels: name a capture too")
	case len(o.inputs) == 0 && (o.heap == "" || o.diff != "" || o.every > 0):
		return errors.New("which capture? Name a file, a folder, a URL, or - for standard input")
	case streams > 1:
		return errors.New("only one of the captures can be standard input")
	case o.diff != "" && len(o.inputs) > 1:
		return errors.New("-diff compares two captures; a series of several is named without it")
	case o.every > 0 && (len(o.inputs) > 1 || o.diff != "" || !isURL(o.inputs[0])):
		return errors.New("-every takes the captures of one URL")
	case o.keep != "" && !slices.ContainsFunc(o.inputs, isURL) && !isURL(o.diff):
		return errors.New("-keep keeps what a URL answers, and none is named")
	}
	for _, name := range o.inputs {
		if strings.Contains(name, "...") && !isURL(name) && !exists(name) {
			return fmt.Errorf("%s is no capture; packages come after --, as in leaklint triage now.txt -- ./...", shownName(name))
		}
	}
	for _, pattern := range o.packages {
		if pattern == "-" || isURL(address(pattern)) || isFile(pattern) && filepath.Ext(pattern) != ".go" {
			return fmt.Errorf("%s is a capture; behind -- come packages", shownName(address(pattern)))
		}
	}
	return nil
}

// checkReach is the error about how servers are reached.
func (o *options) checkReach() error {
	if err := o.reach.headers.check(); err != nil {
		return err
	}
	if o.reach.unix != "" && !slices.ContainsFunc(o.inputs, isURL) && !isURL(o.diff) {
		return errUnix
	}
	return nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// Help prints the command's usage: arguments, flags and exit codes. Its error is
// that of the writer.
func Help(w io.Writer) error {
	_, err := fmt.Fprint(w, `usage: leaklint triage [flags] CAPTURE... [-- packages]

Triage reads goroutine profiles of a running program (debug=2 or debug=1 text,
or protobuf; also goroutineleak, a crash's dump, and gzip of any of them), groups
equal stacks, ranks them by proven leaks, number and age, and says what leaklint
finds in the go statement behind each. A capture is a file, - for standard input,
or an address of a server (host:port/path is http). Several are a series, in the
order of their times: groups are ranked by how they grow. So is a folder of
captures; several folders are instances of one program, and groups are ranked by
how many instances they grow in. Packages are analyzed: those behind --, else
./... where the module at hand has functions in the profile.
Exit code: 0 it was read, 1 it could not be read (a capture that is cut off is
shown as far as it goes), 2 usage, 3 what -fail-growth says.

  -diff OLD        what grew since an older capture (FILE, URL or -)
  -heap FILE       what groups hold, by a heap dump of runtime/debug.WriteHeapDump;
                   without a CAPTURE it is one itself
  -every D -for D  take a series of a URL: how often, and for how long
  -keep DIR        keep what URLs answer, a file for each capture
  -fail-growth N   exit with 3 if a group grew by N or more in each step
  -label KEY=VALUE only goroutines with this runtime/pprof label (repeatable)
  -by KEY          a group for each value of a label
  -H 'NAME: VALUE' a header for URLs, such as Authorization (repeatable)
  -unix SOCKET     ask URLs of a unix socket, whatever their host
  -ca FILE         trust these certificates (PEM) too
  -insecure        trust every certificate
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
