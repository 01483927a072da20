package triage_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/pprof/profile"

	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

// evil is text that a terminal, a runner of workflows, HTML and JSON would obey.
const evil = "\x1b]0;x\a\u009b31m\u202e\x7f\r\n::error::a\n ##[error]b\u2028</pre><script>alert(1)</script>\"\\"

// hostileProfile returns a profile whose every name is evil.
func hostileProfile(t *testing.T) []byte {
	t.Helper()
	f := &profile.Function{ID: 1, Name: evil + "main.f", Filename: evil}
	loc := &profile.Location{ID: 1, Line: []profile.Line{{Function: f, Line: 3}}}
	other := &profile.Function{ID: 2, Name: "a/" + evil + ".f", Filename: "::error::/a.go"}
	second := &profile.Location{ID: 2, Line: []profile.Line{{Function: other, Line: -1}}}
	p := &profile.Profile{
		SampleType: []*profile.ValueType{{Type: "goroutine", Unit: evil}},
		Sample: []*profile.Sample{
			{Location: []*profile.Location{loc, second}, Value: []int64{2}, Label: map[string][]string{evil: {evil}}},
			{Location: []*profile.Location{second, loc}, Value: []int64{1}, Label: map[string][]string{evil: {evil}}},
		},
		Location: []*profile.Location{loc, second}, Function: []*profile.Function{f, other},
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hostileDump returns a dump whose every part is evil, as far as its lines let it.
func hostileDump() []byte {
	inLine := strings.NewReplacer("\n", " ").Replace(evil)
	return fmt.Appendf(nil, "::error::%[1]s\n##[error]%[1]s\n\ngoroutine 7 [%[1]s] {%[1]s: %[1]s}:\n%[1]smain.f(0x1)\n\t::error::%[1]s/a.go:3 +0x1d\n"+
		"::error::main.g(0x1)\n\t%[1]s:4\ncreated by %[1]s\n\t::error::%[1]s:2 +0x1d\n\n::error::%[1]s\n", inLine)
}

// TestHostile: names, labels and states of a capture, and the captures' own names,
// are shown and not obeyed.
func TestHostile(t *testing.T) {
	t.Chdir(t.TempDir())
	counts := "goroutine profile: total 1\n1 @ 0x1\n# labels: {\"\\u001b::error::\":\"\\n::error::\"}\n#\t0x1\t::error::\x1b+0x1\t::error::\x1b:3\n::error::\x1b\n"
	captures := map[string][]byte{
		"profile": hostileProfile(t), "dump": hostileDump(), "counts": []byte(counts),
		"cut": []byte("goroutine 7 [select]:\n\x1b::error::"), "prose": []byte("::error::" + evil), "html": []byte("<html>" + evil),
	}
	for name, data := range captures {
		write(t, name, data)
	}
	for name := range captures {
		for _, args := range [][]string{{name}, {"-diff", "counts", name}, {"-json", name}, {"-json", "-diff", name, name}, {"-html", name + ".html", name}} {
			code, stdout, stderr := run(t, args...)
			if wanted := name == "profile" || name == "dump" || name == "counts"; wanted && code != 0 {
				t.Errorf("triage %q: exit code %d, stderr %q", args, code, stderr)
			}
			triage.MustBeTame(t, strings.Join(args, " "), stdout)
			triage.MustBeTame(t, strings.Join(args, " ")+", stderr", stderr)
			if n := strings.Count(stderr, "\n"); n != strings.Count(stderr, "leaklint: ") {
				t.Errorf("triage %q: a message has several lines: %q", args, stderr)
			}
		}
	}
	page := string(read(t, "profile.html"))
	if bare := scripts.ReplaceAllString(page, ""); strings.Contains(bare, "<script") || strings.Contains(bare, "</pre><") {
		t.Errorf("a name became HTML:\n%s", bare)
	}
	triage.MustBeTame(t, "the page", page)
}

// TestHostileJSON: what is escaped for a reader of the JSON text is the same to a
// program.
func TestHostileJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "profile", hostileProfile(t))
	_, stdout, _ := run(t, "-json", "profile")
	var got struct {
		Groups []struct {
			Labels []struct{ Key, Value string }
			Stack  []struct{ Function, File string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatalf("%v in\n%s", err, stdout)
	}
	if len(got.Groups) != 2 || len(got.Groups[0].Labels) != 1 {
		t.Fatalf("%d groups in\n%s", len(got.Groups), stdout)
	}
	g := got.Groups[0]
	if diff := cmp.Diff([]string{evil, evil, evil + "main.f", evil}, []string{g.Labels[0].Key, g.Labels[0].Value, g.Stack[0].Function, g.Stack[0].File}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestHostileName: a file's name is a stranger's too.
func TestHostileName(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no file can have such a name")
	}
	t.Chdir(t.TempDir())
	name := "a\n::error::\x1b[31m\n##[error]"
	write(t, name, []byte(oneGoroutine))
	for _, args := range [][]string{{name}, {"-diff", name, name}, {name + "x"}, {"-html", "no/" + name, name}, {"-html", "page.html", name}, {name, name}, {"-" + name}} {
		_, stdout, stderr := run(t, args...)
		triage.MustBeTame(t, strings.Join(args, " "), stdout+stderr)
	}
	triage.MustBeTame(t, "the page", string(read(t, "page.html")))
}
