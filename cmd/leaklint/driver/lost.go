package driver

import (
	"context"
	"flag"
	"io"
	"slices"
	"strings"
)

// The go command keeps what a tool found of a package in two steps, the facts first. Where
// it is killed between them, or its reader is, it takes the package for one with nothing
// to say from then on (go1.26, cmd/go/internal/work.(*Builder).vet). So the answers are
// counted: the tool prints an object for each package, also where there is nothing.

// again is the flag of the tool by which a run is another one to the go command's cache.
const again = "again"

func defineAgain() {
	flag.String(again, "", "for leaklint's own front end: a run that does not use the answers of the one before")
}

// vetOnce is one run of go vet, or two where the cache has lost answers.
func (o *options) vetOnce(ctx context.Context, stderr io.Writer, extra []string) (*result, error) {
	expected := make(chan int, 1)
	go func() { expected <- o.expectedAnswers(ctx, extra) }()
	res, err := o.vet(ctx, stderr, extra)
	want := <-expected
	if err != nil || res.answers >= want {
		return res, err
	}
	// Where there are no more now, the go command had none to lose.
	return o.vet(ctx, stderr, append(slices.Clip(extra), "-"+again+"=1"))
}

// expectedAnswers is how many answers a run has that does not fail: one for each package
// with its own tests, and one for the tests beside it. It is 0 where the go command does
// not tell.
func (o *options) expectedAnswers(ctx context.Context, flags []string) int {
	const format = "{{if or .GoFiles .CgoFiles .TestGoFiles}}1{{end}}{{if .XTestGoFiles}}1{{end}}"
	lines, err := o.goList(ctx, slices.Concat(flags, []string{"-f", format, "--"}, o.packages)...)
	if err != nil {
		return 0
	}
	return len(strings.Join(lines, ""))
}
