package goroutine_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// releases are those of which testdata has captures.
var releases = []string{"go1.26", "go1.27"}

// readCapture reads a file that the program in testdata/capture made.
func readCapture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// parkedIn is what each function of the capture program is parked in.
var parkedIn = map[string]string{
	"main.init.0.func1":                           "chan receive, 2 minutes",
	"main.leakReceive":                            "chan receive leaked",
	"main.leakSend[...]":                          "chan send leaked",
	"main.(*box[...]).wait":                       "chan receive leaked",
	"main.park.func1":                             "chan receive (nil chan) leaked",
	"main.park.func2":                             "chan send (nil chan) leaked",
	"main.park.func3":                             "select (no cases) leaked",
	"main.park.func4":                             "select leaked",
	"main.parkOnSync.func1":                       "sync.Mutex.Lock, 2 minutes",
	"main.parkOnSync.func2":                       "sync.WaitGroup.Wait leaked",
	"main.parkOnSync.func3":                       "sync.Cond.Wait leaked",
	"main.parkOnSync.func4":                       "chan receive, 2 minutes",
	"main.parkOnTime.func1":                       "chan receive, 2 minutes",
	"main.parkOnTime.func2":                       "coroutine, 2 minutes",
	"main.parkOnTime.func2.1":                     "chan receive, 2 minutes",
	"main.parkOnTime.func3":                       "chan receive, 2 minutes, locked",
	"main.deep":                                   "chan receive, 2 minutes",
	"main.parkDeep.func1.1.1":                     "chan receive, 2 minutes",
	"main.inBubble.func2.1":                       "chan receive, 2 minutes, bubble 1",
	"main.inBubble.func2.1.1":                     "chan receive, 2 minutes, bubble 1, durable",
	"main.inBubble.func2.1.2":                     "chan send, 2 minutes, bubble 1, durable",
	"main.inBubble.func2.1.3":                     "select (no cases) leaked, bubble 1",
	"main.inBubble.func2.1.4":                     "sync.WaitGroup.Wait, 2 minutes, bubble 1, durable",
	"main.inBubble.func2.1.5":                     "sleep, 2 minutes, bubble 1, durable",
	"main.spin":                                   "runnable",
	pkgOfCapture + "/yaml%2ev3.(*Decoder).Decode": "chan receive leaked",
}

const pkgOfCapture = "github.com/leaktight/leaktight/leaktest/goroutine/testdata/capture"

// summary is what parkedIn has of a goroutine.
func summary(g goroutine.Goroutine) string {
	s := g.State
	if g.Leaked {
		s += " leaked"
	}
	if g.Wait != 0 {
		s += fmt.Sprintf(", %.0f minutes", g.Wait.Minutes())
	}
	if g.Locked {
		s += ", locked"
	}
	if g.Bubble != 0 {
		s += fmt.Sprint(", bubble ", g.Bubble)
	}
	if g.Durable {
		s += ", durable"
	}
	return s
}

func TestCapture(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			d := checkDump(t, readCapture(t, release))
			checkUnderstood(t, d)
			got := map[string]string{}
			for _, g := range d.Goroutines {
				for _, f := range g.Stack {
					if _, ok := parkedIn[f.Function]; ok && g.Labels == nil {
						got[f.Function] = summary(g)
					}
				}
			}
			if diff := cmp.Diff(parkedIn, got); diff != "" {
				t.Errorf("where goroutines are parked (-want +got):\n%s", diff)
			}
		})
	}
}

// checkUnderstood: nothing in the dump is unknown.
func checkUnderstood(t *testing.T, d goroutine.Dump) {
	t.Helper()
	if len(d.Gaps) != 0 {
		t.Errorf("gaps %+v, want none", d.Gaps)
	}
	if len(d.Goroutines) < 40 {
		t.Errorf("%d goroutines, want 40 or more", len(d.Goroutines))
	}
	for _, g := range d.Goroutines {
		if len(g.Unparsed) != 0 || len(g.Attrs) != 0 || g.Truncated || len(g.Stack) == 0 {
			t.Errorf("not understood: %q, attributes %q, truncated %v, %d frames, in\n%s", g.Unparsed, g.Attrs, g.Truncated, len(g.Stack), g.Raw)
		}
	}
}

func TestCaptureLabels(t *testing.T) {
	notUTF8 := map[string]string{"go1.26": "\ufffd\ufffd", "go1.27": "\xff\xfe"} // 1.26 loses the bytes
	for _, release := range releases {
		want := []map[string]string{
			{"plain": "a/b_c.D9"},
			{"k": "v w"},
			{"key with space": "", "empty": ""},
			{"quote": `a"b\c`, "brackets": "]: {x}, labels:{y: z}"},
			{"lines": "a\nb\rc\td"},
			{"control": "\x00\x1f\x7f"},
			{"unicode ü": "日本語 🦜", "replacement": "\ufffd"},
			{"not UTF-8": notUTF8[release]},
		}
		var got []map[string]string
		for _, g := range goroutine.Parse(readCapture(t, release)) {
			if g.Labels != nil {
				got = append(got, g.Labels)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: labels (-want +got):\n%s", release, diff)
		}
	}
}

func TestCaptureDeepStackAndAncestors(t *testing.T) {
	for _, release := range releases {
		var deep, nested goroutine.Goroutine
		for _, g := range goroutine.Parse(readCapture(t, release)) {
			switch {
			case g.Stack[len(g.Stack)-1].Function == "main.deep":
				deep = g
			case g.Stack[0].Function == "main.parkDeep.func1.1.1":
				nested = g
			}
		}
		if len(deep.Stack) != 100 || deep.Elided != 52 {
			t.Errorf("%s: %d frames and %d left out, want 100 and 52", release, len(deep.Stack), deep.Elided)
		}
		if top := deep.Stack[0]; top.Function != "main.inlined" || !top.Inlined {
			t.Errorf("%s: innermost frame %+v, want main.inlined, inlined", release, top)
		}
		var line []string
		for i, a := range nested.Ancestors {
			if i == 0 && a.ID != nested.ParentID {
				t.Errorf("%s: first ancestor %d, want the parent, %d", release, a.ID, nested.ParentID)
			}
			line = append(line, a.Stack[0].Function)
		}
		if diff := cmp.Diff([]string{"main.parkDeep.func1.1", "main.parkDeep.func1", "main.parkDeep"}, line); diff != "" {
			t.Errorf("%s: ancestors (-want +got):\n%s", release, diff)
		}
	}
}

func TestCaptureC(t *testing.T) {
	for _, release := range releases {
		for file, want := range map[string][]string{
			"-cgo":           {"main.goCallback", "c_function src dir/lib.c:12", "non-Go function", "main._Cfunc_callBack"},
			"-cgo-addresses": {"main.goCallback", "non-Go function at pc=0x1001", "non-Go function at pc=0x2001", "main._Cfunc_callBack"},
		} {
			d := checkDump(t, readCapture(t, release+file))
			var got []string
			for _, f := range d.Goroutines[0].Stack[3:7] {
				s := f.Function
				if strings.HasSuffix(f.File, ".c") {
					s += fmt.Sprintf(" %s:%d", f.File, f.Line)
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", release, file, diff)
			}
			for _, g := range d.Goroutines {
				if g.Unparsed != nil {
					t.Errorf("%s%s: not understood: %q", release, file, g.Unparsed)
				}
			}
		}
	}
}

// TestCaptureQuit reads what a program that is killed by SIGQUIT writes with
// GOTRACEBACK=crash: the runtime's own goroutines and frames, machine words in
// headers, and registers, which stay raw.
func TestCaptureQuit(t *testing.T) {
	for _, release := range releases {
		d := checkDump(t, readCapture(t, release+"-quit"))
		if len(d.Gaps) == 0 || !strings.HasPrefix(d.Gaps[0].Text, "SIGQUIT: quit\nPC=0x") || d.Gaps[0].Before != 0 {
			t.Fatalf("%s: the signal's message is not the first of %d gaps", release, len(d.Gaps))
		}
		functions := map[string]bool{}
		for _, g := range d.Goroutines {
			for _, line := range g.Unparsed {
				name, value, _ := strings.Cut(line, " ")
				if line != "signal: aborted" && (len(name) > len("rflags") || !strings.HasPrefix(strings.TrimSpace(value), "0x")) {
					t.Errorf("%s: %q is no register, and not understood", release, line)
				}
			}
			if len(g.Attrs) < 2 || !strings.HasPrefix(g.Attrs[0], "gp=0x") || !strings.HasPrefix(g.Attrs[1], "m=") {
				t.Errorf("%s: attributes %q, want gp= and m=", release, g.Attrs)
			}
			functions[g.Stack[0].Function] = true
		}
		for _, f := range []string{"runtime.gopark", "runtime.futex"} {
			if !functions[f] {
				t.Errorf("%s: no goroutine stands in %s", release, f)
			}
		}
	}
}

// TestCaptureWindows: the captures with line breaks of Windows read the same.
func TestCaptureWindows(t *testing.T) {
	for _, release := range releases {
		for _, file := range []string{"", "-cgo", "-cgo-addresses", "-quit"} {
			b := readCapture(t, release+file)
			want := checkDump(t, b)
			got := checkDump(t, bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
			ignoreRaw := cmp.FilterPath(func(p cmp.Path) bool {
				return p.Last().String() == ".Raw" || p.Last().String() == ".Text"
			}, cmp.Ignore())
			if diff := cmp.Diff(want, got, ignoreRaw); diff != "" {
				t.Errorf("%s%s (-LF +CRLF):\n%s", release, file, diff)
			}
		}
	}
}

// TestCaptureOfThisRelease runs the generator: a release that changes the
// format is noticed here.
func TestCaptureOfThisRelease(t *testing.T) {
	longtest.Skip(t, "builds a program")
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command: ", err)
	}
	ctx := t.Context()
	cmd := exec.CommandContext(ctx, goTool, "run", "./testdata/capture")
	cmd.Env = append(os.Environ(), "GODEBUG=tracebacklabels=1,tracebackancestors=5", "GOTRACEBACK=")
	cmd.WaitDelay = time.Minute
	cmd.Stderr = os.Stderr
	dump, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	checkUnderstood(t, checkDump(t, dump))
}
