package heapdump

import (
	"math"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A Goroutine is one goroutine as the dump has it.
type Goroutine struct {
	// ID is the goroutine's number, the same as in any other dump of the process.
	ID uint64

	// State is what a stack dump shows between the brackets: "chan receive",
	// "sync.Mutex.Lock", "syscall".
	State string

	// System says that the runtime itself started it, for purposes of its own.
	System bool

	// Stack holds the frames, innermost first, with the names that a stack dump has.
	// The dump has no files and lines, and no frames of calls that were inlined.
	Stack []goroutine.Frame

	// CreatedPC is the address after the go statement, in the binary that was dumped;
	// 0 for none.
	CreatedPC uint64

	// address is that of the runtime's own record, and words are pointers beside those
	// of the frames.
	address   uint64
	words     []uint64
	frames    []region
	forgotten bool // see [Dump.Forget]
}

// Status values of a goroutine: runtime/runtime2.go.
var statuses = map[uint64]string{0: "idle", 1: "runnable", 2: "running", 3: "syscall", waiting: "waiting"}

const waiting = 4

func (d *Dump) readGoroutine(s *scanner) {
	var g Goroutine
	g.address = s.uint()
	s.uint() // stack pointer
	g.ID = s.uint()
	g.CreatedPC = s.uint()
	status := s.uint()
	g.System = s.uint() != 0
	s.uints(2) // a background goroutine (never), since when
	reason := s.string()
	g.words = append(g.words, s.uint()) // the closure that it is about to call
	s.uints(3)                          // thread, first defer and panic
	if g.State = statuses[status]; g.State == "" {
		g.State = "???"
	}
	if status == waiting && reason != "" {
		g.State = reason
	}
	if _, twice := d.byID[g.ID]; twice {
		s.fail(s.record, "goroutine %d is there twice", g.ID)
		return
	}
	d.byID[g.ID] = len(d.Goroutines)
	d.Goroutines = append(d.Goroutines, g)
}

// current returns the goroutine that a record is about: the last one.
func (d *Dump) current(s *scanner) *Goroutine {
	if len(d.Goroutines) == 0 {
		s.fail(s.record, "a %s comes before the first goroutine", s.name)
		return &Goroutine{}
	}
	return &d.Goroutines[len(d.Goroutines)-1]
}

func (d *Dump) readFrame(s *scanner) {
	g := d.current(s)
	s.uints(3) // stack pointer, depth, stack pointer of the callee
	at := s.memory()
	s.uints(3) // where the function begins, where it is, where it goes on
	name := s.string()
	d.fields(s, math.MaxInt64) // those of the arguments may be outside
	g.frames = append(g.frames, at)
	if f := d.frame(name); f.Function != "" {
		g.Stack = append(g.Stack, f)
	}
}

// frame returns the frame for a function, without a name where a stack dump does not
// show it.
func (d *Dump) frame(function string) goroutine.Frame {
	f, known := d.names[function]
	if !known {
		if isShown(function) {
			f.Function = shownName(function)
		}
		d.names[function] = f
	}
	return f
}

// isShown reports whether a stack dump shows a function: not the unexported ones of
// package runtime.
func isShown(function string) bool {
	name, ok := strings.CutPrefix(function, "runtime.")
	if !ok || name == "gopanic" {
		return strings.Contains(function, ".")
	}
	receiver, method, ok := strings.Cut(name, ".")
	if !ok {
		return isExported(name)
	}
	return isExported(strings.TrimPrefix(receiver, "(*")) && isExported(method)
}

func isExported(name string) bool { return name != "" && name[0] >= 'A' && name[0] <= 'Z' }

// shownName returns the name as a stack dump has it.
func shownName(function string) string {
	if function == "runtime.gopanic" {
		return "panic"
	}
	open, end := strings.IndexByte(function, '['), strings.LastIndexByte(function, ']')
	if open < 0 || end < open {
		return function
	}
	return function[:open] + "[...]" + function[end+1:]
}

func (d *Dump) readDefer(s *scanner) {
	g := d.current(s)
	g.words = append(g.words, s.uint())
	s.uints(3) // goroutine, stack pointer, program counter
	g.words = append(g.words, s.uint())
	s.uints(2) // code, next
}

func (d *Dump) readPanic(s *scanner) {
	g := d.current(s)
	g.words = append(g.words, s.uint())
	s.uints(2) // goroutine, type of the value
	g.words = append(g.words, s.uint())
	s.uints(2) // defer (never), next
}
