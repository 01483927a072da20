package goroutine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// body makes a header line a whole record.
const body = "\nmain.f()\n\t/src/a.go:3 +0x1d\n"

// TestHeader has one line for each form that a Go release writes, and for what
// no release has written yet.
func TestHeader(t *testing.T) {
	type G = goroutine.Goroutine
	for _, tt := range []struct {
		reason, line string
		want         G
	}{
		{"plain", `goroutine 1 [running]:`, G{ID: 1, State: "running"}},
		{"largest number", `goroutine 18446744073709551615 [idle]:`, G{ID: 1<<64 - 1, State: "idle"}},
		{"state with parentheses", `goroutine 7 [select (no cases)]:`, G{ID: 7, State: "select (no cases)"}},
		{"state with parentheses, leaked", `goroutine 7 [chan receive (nil chan) (leaked)]:`, G{ID: 7, State: "chan receive (nil chan)", Leaked: true}},
		{"state without parentheses, leaked", `goroutine 7 [chan receive (leaked)]:`, G{ID: 7, State: "chan receive", Leaked: true}},
		{"the collector is scanning", `goroutine 7 [select (scan)]:`, G{ID: 7, State: "select", Scan: true}},
		{"leaked comes before scan", `goroutine 7 [select (leaked) (scan)]:`, G{ID: 7, State: "select", Leaked: true, Scan: true}},
		{"durable in the reason for waiting, then scan", `goroutine 7 [chan receive (durable) (scan), synctest bubble 3]:`, G{ID: 7, State: "chan receive", Durable: true, Scan: true, Bubble: 3}},
		{"in a bubble, not durable", `goroutine 7 [chan receive, synctest bubble 12]:`, G{ID: 7, State: "chan receive", Bubble: 12}},
		{"minutes", `goroutine 7 [IO wait, 3 minutes]:`, G{ID: 7, State: "IO wait", Wait: 3 * time.Minute}},
		{"everything in the runtime's order", `goroutine 7 [sleep (scan) (durable), 90 minutes, locked to thread, synctest bubble 4]:`,
			G{ID: 7, State: "sleep", Scan: true, Durable: true, Wait: 90 * time.Minute, Locked: true, Bubble: 4}},
		{"labels in 1.26", `goroutine 7 [chan receive (leaked) labels:{"k": "v w"}]:`, G{ID: 7, State: "chan receive", Leaked: true, Labels: map[string]string{"k": "v w"}}},
		{"labels in 1.27", `goroutine 7 [chan receive (leaked)] {k: "v w"}:`, G{ID: 7, State: "chan receive", Leaked: true, Labels: map[string]string{"k": "v w"}}},
		{"labels in 1.26 after attributes", `goroutine 7 [select, 2 minutes, locked to thread labels:{"a": "1", "b": "2"}]:`,
			G{ID: 7, State: "select", Wait: 2 * time.Minute, Locked: true, Labels: map[string]string{"a": "1", "b": "2"}}},
		{"labels in 1.27 after attributes", `goroutine 7 [select, 2 minutes, locked to thread] {a: 1, b: 2}:`,
			G{ID: 7, State: "select", Wait: 2 * time.Minute, Locked: true, Labels: map[string]string{"a": "1", "b": "2"}}},
		{"empty key and values in 1.27", `goroutine 7 [select] {: , b: , c: 3}:`, G{ID: 7, State: "select", Labels: map[string]string{"": "", "b": "", "c": "3"}}},
		{"brackets and braces inside of quotes, 1.26", `goroutine 7 [select labels:{"a]: {": "}]: \" labels:{"}]:`, G{ID: 7, State: "select", Labels: map[string]string{"a]: {": `}]: " labels:{`}}},
		{"brackets and braces inside of quotes, 1.27", `goroutine 7 [select] {"a]: {": "}: \"]: labels:{"}:`, G{ID: 7, State: "select", Labels: map[string]string{"a]: {": `}: "]: labels:{`}}},
		{"backslash before the closing quote", `goroutine 7 [select] {a: "x\\", b: y}:`, G{ID: 7, State: "select", Labels: map[string]string{"a": `x\`, "b": "y"}}},
		{"every escape", `goroutine 7 [select labels:{"\u00fc\n": "\n\r\t\\\"\x00\u007f\u65e5\U0001f99c"}]:`, G{ID: 7, State: "select", Labels: map[string]string{"ü\n": "\n\r\t\\\"\x00\x7f日🦜"}}},
		{"bytes that are not UTF-8, 1.27", `goroutine 7 [select] {a: "\xff\xfe"}:`, G{ID: 7, State: "select", Labels: map[string]string{"a": "\xff\xfe"}}},
		{"escapes that are none stay", `goroutine 7 [select labels:{"a": "\q\x1\u12"}]:`, G{ID: 7, State: "select", Labels: map[string]string{"a": `\q\x1\u12`}}},
		{"the same key twice: the first counts", `goroutine 7 [select] {a: 1, a: 2}:`, G{ID: 7, State: "select", Labels: map[string]string{"a": "1"}}},
		{"GOTRACEBACK=system", `goroutine 7 gp=0xc000102380 m=nil [force gc (idle), 2 minutes]:`, G{ID: 7, State: "force gc (idle)", Wait: 2 * time.Minute, Attrs: []string{"gp=0xc000102380", "m=nil"}}},
		{"GOTRACEBACK=system, on a thread", `goroutine 0 gp=0x6ed3e0 m=0 mp=0x6ee7a0 [idle]:`, G{State: "idle", Attrs: []string{"gp=0x6ed3e0", "m=0", "mp=0x6ee7a0"}}},
		{"attributes of the future", `goroutine 7 [select, parked in Norway, synctest bubble x, many minutes]:`, G{ID: 7, State: "select", Attrs: []string{"parked in Norway", "synctest bubble x", "many minutes"}}},
		{"more minutes than a duration holds", `goroutine 7 [select, 99999999999999999999 minutes]:`, G{ID: 7, State: "select", Attrs: []string{"99999999999999999999 minutes"}}},
		{"text of the future after the bracket", `goroutine 7 [select] on cpu 3:`, G{ID: 7, State: "select", Unparsed: []string{" on cpu 3:"}}},
		{"text of the future after the labels", `goroutine 7 [select] {a: 1} on cpu 3:`, G{ID: 7, State: "select", Labels: map[string]string{"a": "1"}, Unparsed: []string{" on cpu 3:"}}},
		{"labels of the future", `goroutine 7 [select] {a=1}:`, G{ID: 7, State: "select", Unparsed: []string{"a=1"}}},
		{"second label is of the future", `goroutine 7 [select] {a: 1; b}:`, G{ID: 7, State: "select", Labels: map[string]string{"a": "1; b"}}},
		{"labels that never end", `goroutine 7 [select] {a: "1}:`, G{ID: 7, State: "select", Unparsed: []string{`a: "1}:`}}},
		{"a bracket that never closes", `goroutine 7 [select`, G{ID: 7, State: "select", Unparsed: []string{"select"}}},
		{"no bracket", `goroutine 7 gp=0x1`, G{ID: 7, Unparsed: []string{"gp=0x1"}}},
		{"no state", `goroutine 7 []:`, G{ID: 7}},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			got := parseOne(t, tt.line+body)
			ignore := cmpopts.IgnoreFields(G{}, "Stack", "Raw")
			if diff := cmp.Diff(tt.want, got, ignore); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s", tt.line, diff)
			}
			if len(got.Stack) != 1 {
				t.Errorf("stack = %v, want one frame", got.Stack)
			}
		})
	}
}

// TestNoHeader has lines that look like headers and are none: they must stay in
// the gaps.
func TestNoHeader(t *testing.T) {
	for _, line := range []string{
		"goroutine profile: total 7",
		"goroutine running on other thread; stack unavailable",
		"goroutine [running]:",
		"goroutine -1 [running]:",
		"goroutine 18446744073709551616 [running]:",
		"goroutine 7",
		"goroutine 7 ",
		"goroutine 7[running]:",
		"goroutine 7 was here",
		" goroutine 7 [running]:",
		"Goroutine 7 [running]:",
	} {
		d := checkDump(t, []byte(line+"\n\n"))
		if len(d.Goroutines) != 0 {
			t.Errorf("%q is taken for the header of goroutine %d", line, d.Goroutines[0].ID)
		}
		if len(d.Gaps) != 1 {
			t.Errorf("%q is lost: %d gaps, want 1", line, len(d.Gaps))
		}
	}
}
