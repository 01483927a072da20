package held

import (
	"flag"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// kept are the flags of package testing that decide what a test does. The others say
// which tests run, how often, and what is written beside.
var kept = []string{"test.short", "test.parallel"}

// arguments returns the arguments of a run of one test, with the flags of this run that
// the test may look at.
func arguments(flags *flag.FlagSet, test string, limit time.Duration) []string {
	args := []string{
		"-test.run=" + pattern(test),
		"-test.count=1",
		fmt.Sprintf("-test.cpu=%d", runtime.GOMAXPROCS(0)),
		"-test.timeout=" + limit.String(),
	}
	flags.Visit(func(f *flag.Flag) {
		if !strings.HasPrefix(f.Name, "test.") || slices.Contains(kept, f.Name) {
			args = append(args, "-"+f.Name+"="+f.Value.String())
		}
	})
	if rest := flags.Args(); len(rest) > 0 {
		args = append(append(args, "--"), rest...)
	}
	return args
}

// pattern matches one test, or one subtest, and nothing else.
func pattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}
