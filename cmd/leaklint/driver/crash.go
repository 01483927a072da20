package driver

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// The part of a trace that is shown: that of the goroutine that crashed, which
// comes first. Where 20,000 others wait tells nobody anything, and what a panic
// says may be as long as a source file.
const (
	shownTraceLines = 60
	shownLineBytes  = 400
)

// crashes writes the go command's messages on, and adds a line where a vet tool
// did not end by itself: no tool can recover from a panic in another goroutine, a
// full stack or a kill, and then the go command shows a trace or the signal alone.
type crashes struct {
	w    io.Writer
	tool string // file name of the vet tool

	line  []byte // begun and not ended
	pkg   string // that the go command speaks of
	trace *trace // being read, or nil
	err   error  // the first of w
}

// A trace is what the Go runtime prints of a program that crashed.
type trace struct {
	what    string // went wrong
	foreign bool   // not in the vet tool, but in a compiler, say
	lines   int
}

// Write takes the messages in pieces of any size.
func (c *crashes) Write(p []byte) (int, error) {
	n := len(p)
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			break
		}
		c.keep(p[:i])
		c.readLine(string(c.line))
		c.line = c.line[:0]
		p = p[i+1:]
	}
	c.keep(p)
	return n, c.err
}

// keep adds to the line; of one without end, as much as anybody would read.
func (c *crashes) keep(p []byte) {
	const most = 64 << 10
	c.line = append(c.line, p[:min(len(p), max(0, most-len(c.line)))]...)
}

// end writes what is left when the command has ended.
func (c *crashes) end() {
	if len(c.line) > 0 {
		c.readLine(string(c.line))
		c.line = nil
	}
	c.endTrace()
}

func (c *crashes) readLine(line string) {
	pkg, header := strings.CutPrefix(line, "# ")
	if header && !strings.HasPrefix(pkg, "[") {
		c.endTrace()
		c.pkg, _, _ = strings.Cut(pkg, " ")
	}
	if c.isEnd(line) {
		c.endTrace()
		c.pkg = ""
		c.print(line)
		c.sayEnd(line)
		return
	}
	if what := crash(line); what != "" && c.pkg != "" {
		if c.trace == nil {
			c.trace = &trace{}
		}
		if c.trace.what == "" || strings.HasPrefix(line, "fatal error: ") {
			c.trace.what = what
		}
	}
	if c.trace == nil {
		c.print(line)
		if strings.Contains(line, "could not import ") && strings.Contains(line, "internal error while importing ") {
			c.print(fmt.Sprintf("leaklint: package %s: the types of what it imports are damaged\n%s", c.pkg, clearCache))
		}
		return
	}
	c.trace.lines++
	c.trace.foreign = c.trace.foreign || strings.HasPrefix(line, "cmd/")
	if c.trace.lines <= shownTraceLines {
		c.print(shortened(line))
	}
}

// crash returns what went wrong if a line begins the trace of a Go program.
func crash(line string) string {
	for _, begin := range []string{"panic: ", "fatal error: ", "SIGSEGV: ", "SIGBUS: ", "SIGABRT: ", "SIGQUIT: "} {
		if what, ok := strings.CutPrefix(line, begin); ok {
			return shortened(what)
		}
	}
	if strings.HasPrefix(line, "runtime: goroutine stack exceeds ") {
		return "stack overflow"
	}
	return ""
}

// endTrace says whose trace it was, and how much of it is missing.
func (c *crashes) endTrace() {
	t := c.trace
	c.trace = nil
	if t == nil {
		return
	}
	if more := t.lines - shownTraceLines; more > 0 {
		c.print(fmt.Sprintf("\t... %d more lines of the trace", more))
	}
	if !t.foreign {
		c.print(fmt.Sprintf("leaklint: internal error in package %s: %s; please report it, with the lines above, at %s", c.pkg, t.what, issues))
	}
}

// isEnd reports whether the go command tells in a line how a tool ended that said
// nothing:
//
//	example.com/demo: /usr/local/bin/leaklint: signal: killed
func (c *crashes) isEnd(line string) bool { return strings.Contains(line, ": "+c.tool+": ") }

func (c *crashes) sayEnd(line string) {
	pkg, state, _ := strings.Cut(line, ": "+c.tool+": ")
	switch state {
	case "signal: killed":
		c.print(fmt.Sprintf("leaklint: the analysis of package %s was killed, as systems do when memory runs out; GOFLAGS=-p=1 analyzes one package at a time; "+
			"if it is not that, please report it at %s", pkg, issues))
	case "exit status 1": // unitchecker's way out of a package that is analyzed for its facts
		c.print(fmt.Sprintf("leaklint: package %s cannot be read, or the types or facts of what it imports; if it builds, they are damaged: "+
			"go clean -cache removes what earlier runs left; if that does not help, please report it at %s", pkg, issues))
	default:
		c.print(fmt.Sprintf("leaklint: internal error in package %s: %s; please report it at %s", pkg, state, issues))
	}
}

func (c *crashes) print(line string) {
	if _, err := io.WriteString(c.w, line+"\n"); c.err == nil {
		c.err = err
	}
}

// shortened returns as much of a line as anybody reads.
func shortened(line string) string {
	if len(line) <= shownLineBytes {
		return line
	}
	return fmt.Sprintf("%s... (%d more bytes)", line[:shownLineBytes], len(line)-shownLineBytes)
}

// issues is where an internal error is reported.
const issues = "https://github.com/leaktight/leaktight/issues"
