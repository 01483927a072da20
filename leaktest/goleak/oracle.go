package goleak

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/leaktest"
	original "go.uber.org/goleak"
)

// ask calls find, which is the original's. A panic in it is returned as the
// reason why there is no answer.
func ask(find func() error) (panicked string, err error) {
	defer func() {
		if p := recover(); p != nil {
			panicked, _, _ = strings.Cut(fmt.Sprint(p), "\n")
		}
	}()
	return "", find()
}

// isRefusal reports whether an error of the original's Find is about its options
// and not about goroutines.
func isRefusal(err error) bool {
	return !strings.HasPrefix(err.Error(), "found unexpected goroutines")
}

// reportedLine is how the original begins what it says of one goroutine:
//
//	[Goroutine 19 in state chan receive, with pkg.f on top of the stack:
var reportedLine = regexp.MustCompile(`(?m)^\[?\s*Goroutine (\d+) in state `)

// An opinion is what the original says with options of its own.
type opinion struct {
	reported map[uint64]bool // the numbers of the goroutines that it reports; nil where it gave no answer
	note     string          // why there is no answer
}

func opinionOf(opts []original.Option) opinion {
	panicked, err := ask(func() error { return original.Find(opts...) })
	switch {
	case panicked != "":
		return opinion{note: fmt.Sprintf("the options given to From are not applied: go.uber.org/goleak panicked: %s", panicked)}
	case err != nil && isRefusal(err):
		return opinion{note: fmt.Sprintf("the options given to From are not applied: %v", err)}
	}
	o := opinion{reported: map[uint64]bool{}}
	if err == nil {
		return o
	}
	for _, m := range reportedLine.FindAllStringSubmatch(err.Error(), -1) {
		id, _ := strconv.ParseUint(m[1], 10, 64)
		o.reported[id] = true
	}
	return o
}

// confirm returns the leaks that the original reports too, and all of them
// where it gave no answer.
func (o opinion) confirm(leaks []leaktest.Leak) []leaktest.Leak {
	if o.reported == nil {
		return leaks
	}
	return slices.DeleteFunc(leaks, func(l leaktest.Leak) bool { return !o.reported[l.ID] })
}
