package main

import (
	"fmt"
	"strings"
)

// A source collects the lines of a generated package.
type source struct{ strings.Builder }

// newSource starts a package.
func newSource(imports ...string) *source {
	s := &source{}
	s.line("package input")
	for _, path := range imports {
		s.line("import %q", path)
	}
	return s
}

// line adds a line.
func (s *source) line(format string, args ...any) {
	fmt.Fprintf(s, format, args...)
	s.WriteByte('\n')
}

// hugeFunction returns a function of 50,000 lines with 2^10000 paths, each of
// which sends and receives on a channel that a goroutine shares.
func hugeFunction() string {
	s := newSource()
	s.line("func f(n int) int {\n\tch := make(chan int)\n\tgo func() { ch <- n }()")
	for i := range 10_000 {
		s.line("\tif n%%%d == 0 {\n\t\tn += <-ch\n\t} else {\n\t\tch <- n\n\t}", i+2)
	}
	s.line("\treturn n\n}")
	return s.String()
}

// manyChannels returns a function that makes 10,000 channels, and starts a
// goroutine for each that may be left alone on return.
func manyChannels() string {
	s := newSource()
	s.line("func f(n int) int {")
	for i := range 10_000 {
		s.line("\tc%d := make(chan int)\n\tgo func() { c%d <- n }()\n\tif n == %d {\n\t\treturn n\n\t}\n\tn += <-c%d", i, i, i, i)
	}
	s.line("\treturn n\n}")
	return s.String()
}

// manySenders returns a function that starts 2,000 goroutines that send on
// one channel, and receives 1,999 times.
func manySenders() string {
	s := newSource()
	s.line("func f(n int) {\n\tch := make(chan int)")
	for i := range 2_000 {
		s.line("\tgo func() { ch <- %d }()", i)
	}
	for range 1_999 {
		s.line("\t<-ch")
	}
	s.line("}")
	return s.String()
}

// mutualRecursion returns 1,000 functions of which each calls three others
// with its channel and its context, and starts a fourth.
func mutualRecursion() string {
	s := newSource("context")
	const n = 1_000
	for i := range n {
		s.line("func f%d(ctx context.Context, ch chan int, n int) {", i)
		s.line("\tif n == 0 {\n\t\tch <- %d\n\t\treturn\n\t}", i)
		s.line("\tf%d(ctx, ch, n-1)\n\tf%d(ctx, ch, n-2)\n\tf%d(ctx, make(chan int), n-3)", (i+1)%n, (i*7+3)%n, (i*31+11)%n)
		s.line("\tgo f%d(ctx, ch, n-4)\n\t<-ch\n}", (i*13+5)%n)
	}
	return s.String()
}

// selfCalls returns a method that calls itself at 1,000 places and sends, beside
// one that receives under a lock.
func selfCalls() string {
	s := newSource("sync")
	s.line("type t struct {\n\tmu sync.Mutex\n\tch chan int\n}")
	s.line("func start() { t := &t{ch: make(chan int)}; go t.f(1); go t.receive() }")
	s.line("func (t *t) receive() {\n\tt.mu.Lock()\n\tdefer t.mu.Unlock()\n\t<-t.ch\n}")
	s.line("func (t *t) f(n int) {\n\tswitch n {")
	for i := range 1_000 {
		s.line("\tcase %d:\n\t\tt.f(n - 1)", i)
	}
	s.line("\t}\n\tt.ch <- n\n}")
	return s.String()
}

// callChain returns 5,000 functions that hand a channel on; the last sends.
func callChain() string {
	s := newSource()
	s.line("func start() {\n\tch := make(chan int)\n\tgo f0(ch)\n}")
	for i := range 5_000 {
		s.line("func f%d(ch chan int) { f%d(ch) }", i, i+1)
	}
	s.line("func f5000(ch chan int) { ch <- 1 }")
	return s.String()
}

// nestedBlocks returns 480 for statements inside each other, each beside an if,
// with a channel operation at each depth. A for statement opens two scopes, and
// go/parser takes 1,000.
func nestedBlocks() string {
	const depth = 480
	s := newSource()
	s.line("func f(n int) {\n\tch := make(chan int)\n\tgo func() {\n\t\tfor range ch {\n\t\t}\n\t}()")
	for i := range depth {
		s.line("for n > %d {\nif n == %d {\nch <- n\nreturn\n}", i, i)
	}
	s.line("n--%s", strings.Repeat("\n}", depth))
	s.line("\tclose(ch)\n}")
	return s.String()
}

// nestedGoroutines returns 200 function literals inside each other, each a
// goroutine that receives from the channel of the one around it.
func nestedGoroutines() string {
	s := newSource()
	s.line("func f() {\nc0 := make(chan int)")
	for i := range 200 {
		s.line("go func() {\nc%d := make(chan int)", i+1)
	}
	for i := range 200 {
		s.line("c%d <- 1\n<-c%d\n}()", 200-i, 199-i)
	}
	s.line("}")
	return s.String()
}

// nestedParentheses returns an expression in 10,000 parentheses.
func nestedParentheses() string {
	s := newSource()
	s.line("func f(ch chan int) {\n\tgo func() { ch <- %s1%s }()\n}", strings.Repeat("(", 10_000), strings.Repeat(")", 10_000))
	return s.String()
}

// hugeSwitch returns a goroutine that runs a switch of 5,000 cases, which
// send once, twice or not at all.
func hugeSwitch() string {
	s := newSource()
	s.line("func f(n int) int {\n\tch := make(chan int, 1)\n\tgo func() {\n\t\tswitch n {")
	for i := range 5_000 {
		s.line("\t\tcase %d:%s", i, strings.Repeat("\n\t\t\tch <- n", i%3))
	}
	s.line("\t\t}\n\t}()\n\treturn <-ch\n}")
	return s.String()
}

// hugeSelect returns a goroutine that waits in a select of 5,000 cases.
func hugeSelect() string {
	s := newSource()
	s.line("func f(chs [5000]chan int) {\n\tgo func() {\n\t\tselect {")
	for i := range 5_000 {
		s.line("\t\tcase chs[%d] <- 1:", i)
	}
	s.line("\t\t}\n\t}()\n}")
	return s.String()
}

// hugeStruct returns a type with 2,000 channel fields, each with a goroutine
// and a method that closes it.
func hugeStruct() string {
	s := newSource()
	s.line("type t struct {")
	for i := range 2_000 {
		s.line("\tc%d chan int", i)
	}
	s.line("}\n\nfunc newT() *t {\n\tx := &t{}")
	for i := range 2_000 {
		s.line("\tx.c%d = make(chan int)\n\tgo func() {\n\t\tfor range x.c%d {\n\t\t}\n\t}()", i, i)
	}
	s.line("\treturn x\n}")
	for i := range 2_000 {
		s.line("func (x *t) Close%d() { close(x.c%d) }", i, i)
	}
	return s.String()
}

// hugeTable returns a composite literal of 100,000 elements and a function
// that sends them all from a goroutine.
func hugeTable() string {
	s := newSource()
	s.line("var table = []struct{ a, b int }{")
	for i := range 100_000 {
		s.line("\t{%d, %d},", i, i*i)
	}
	s.line("}\n\nfunc f() <-chan int {\n\tch := make(chan int)\n\tgo func() {\n\t\tdefer close(ch)\n\t\tfor _, row := range table {\n\t\t\tch <- row.a\n\t\t}\n\t}()\n\treturn ch\n}")
	return s.String()
}
