package goroutine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// TestStack has one record for each thing that may stand below the header.
func TestStack(t *testing.T) {
	type (
		G = goroutine.Goroutine
		F = goroutine.Frame
		A = goroutine.Ancestor
	)
	f := F{Function: "main.f", Args: "0x1", File: "/src/a.go", Line: 3}
	g := F{Function: "main.g", File: "/src/a.go", Line: 9}
	const fLines, gLines = "main.f(0x1)\n\t/src/a.go:3 +0x1d\n", "main.g()\n\t/src/a.go:9 +0x2\n"
	const byG = "created by main.g in goroutine 5\n\t/src/a.go:9 +0x2\n"
	for _, tt := range []struct {
		reason, body string
		want         G
	}{
		{"main goroutine: no creator", fLines + gLines, G{Stack: []F{f, g}}},
		{"creator", fLines + byG, G{Stack: []F{f}, CreatedBy: &g, ParentID: 5}},
		{"creator without parent, as before Go 1.21", fLines + "created by main.g\n\t/src/a.go:9 +0x2\n", G{Stack: []F{f}, CreatedBy: &g}},
		{"creator whose name has the words", fLines + "created by a/x in goroutine 3/b.g in goroutine 5\n\t/src/a.go:9 +0x2\n",
			G{Stack: []F{f}, CreatedBy: &F{Function: "a/x in goroutine 3/b.g", File: "/src/a.go", Line: 9}, ParentID: 5}},
		{"creator with type arguments", fLines + "created by main.(*T[...]).g.func1 in goroutine 5\n\t/src/a.go:9\n",
			G{Stack: []F{f}, CreatedBy: &F{Function: "main.(*T[...]).g.func1", File: "/src/a.go", Line: 9}, ParentID: 5}},
		{"frames left out", fLines + "...23 frames elided...\n" + gLines + byG, G{Stack: []F{f, g}, Elided: 23, CreatedBy: &g, ParentID: 5}},
		{"frames left out, number not said", fLines + "...additional frames elided...\n" + byG, G{Stack: []F{f}, Elided: -1, CreatedBy: &g, ParentID: 5}},
		{"frames left out right after the header", "...1 frames elided...\n" + gLines, G{Stack: []F{g}, Elided: 1}},
		{"stack not available", "\tgoroutine running on other thread; stack unavailable\n" + byG, G{StackUnavailable: true, CreatedBy: &g, ParentID: 5}},
		{"stack not available, no creator", "\tgoroutine running on other thread; stack unavailable\n", G{StackUnavailable: true}},
		{"C by address", "non-Go function at pc=0x1001\nnon-Go function at pc=0x2001\n" + fLines,
			G{Stack: []F{{Function: "non-Go function at pc=0x1001"}, {Function: "non-Go function at pc=0x2001"}, f}}},
		{"ancestors", fLines + byG + "[originating from goroutine 5]:\nmain.g(...)\n\t/src/a.go:9 +0x2\n...additional frames elided...\ncreated by main.g\n\t/src/a.go:9 +0x2\n[originating from goroutine 1]:\nmain.g(...)\n\t/src/a.go:9 +0x2\n",
			G{Stack: []F{f}, CreatedBy: &g, ParentID: 5, Ancestors: []A{
				{ID: 5, Stack: []F{{Function: "main.g", Args: "...", File: "/src/a.go", Line: 9}}, Elided: -1, CreatedBy: &g},
				{ID: 1, Stack: []F{{Function: "main.g", Args: "...", File: "/src/a.go", Line: 9}}},
			}}},
		{"ancestors of a goroutine without creator", fLines + "[originating from goroutine 5]:\ncreated by main.g in goroutine 4\n\t/src/a.go:9 +0x2\n",
			G{Stack: []F{f}, Ancestors: []A{{ID: 5, CreatedBy: &g}}}},
		{"other lines among the frames", fLines + "here be dragons\n" + gLines + "\tand monsters\n" + byG,
			G{Stack: []F{f, g}, CreatedBy: &g, ParentID: 5, Unparsed: []string{"here be dragons", "\tand monsters"}}},
		{"another program's line between a call and its position", "main.f(0x1)\nhere be dragons\n\t/src/a.go:3 +0x1d\n",
			G{Stack: []F{{Function: "main.f", Args: "0x1"}, {Function: "here be dragons", File: "/src/a.go", Line: 3}}}},
		{"no frames after the creator", fLines + byG + gLines + "exit status 2\n",
			G{Stack: []F{f}, CreatedBy: &g, ParentID: 5, Unparsed: []string{"main.g()", "\t/src/a.go:9 +0x2", "exit status 2"}}},
		{"an ancestor of the future", fLines + byG + "[originating from goroutine x]:\n" + gLines,
			G{Stack: []F{f}, CreatedBy: &g, ParentID: 5, Unparsed: []string{"[originating from goroutine x]:", "main.g()", "\t/src/a.go:9 +0x2"}}},
		{"frames left out, of the future", fLines + "...some frames elided...\n" + byG,
			G{Stack: []F{f}, CreatedBy: &g, ParentID: 5, Unparsed: []string{"...some frames elided..."}}},
		{"go run's line at the end", fLines + "exit status 2\n", G{Stack: []F{f}, Unparsed: []string{"exit status 2"}}},
		{"go test's line at the end", fLines + "--- FAIL: TestX (0.01s)\n", G{Stack: []F{f}, Unparsed: []string{"--- FAIL: TestX (0.01s)"}}},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			for _, eol := range []string{"\n", "\r\n"} {
				got := parseOne(t, strings.ReplaceAll(header7+tt.body, "\n", eol))
				tt.want.ID, tt.want.State = 7, "select"
				ignore := cmpopts.IgnoreFields(G{}, "Raw")
				if diff := cmp.Diff(tt.want, got, ignore); diff != "" {
					t.Errorf("line break %q in\n%s(-want +got):\n%s", eol, tt.body, diff)
				}
			}
		})
	}
}

func TestGaps(t *testing.T) {
	const dump = "panic: oh\n\n[recovered]\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n\n" +
		"goroutine 2 [select]:\nmain.g()\n\t/a.go:2 +0x1\ngoroutine 3 [select]:\nmain.h()\n\t/a.go:3 +0x1\n\nrax 0x1\nexit status 2\n"
	d := checkDump(t, []byte(dump))
	var ids []uint64
	for _, g := range d.Goroutines {
		ids = append(ids, g.ID)
		if g.Unparsed != nil || g.Truncated {
			t.Errorf("goroutine %d: unparsed %q, truncated %v, want neither", g.ID, g.Unparsed, g.Truncated)
		}
	}
	if diff := cmp.Diff([]uint64{1, 2, 3}, ids); diff != "" {
		t.Errorf("goroutines (-want +got):\n%s", diff)
	}
	want := []goroutine.Gap{{Before: 0, Text: "panic: oh\n\n[recovered]\n\n"}, {Before: 3, Text: "\nrax 0x1\nexit status 2\n"}}
	if diff := cmp.Diff(want, d.Gaps); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
}

// TestTruncated: a dump that ends inside a record says so, wherever that is,
// except between two frames, where nothing can be seen of it.
func TestTruncated(t *testing.T) {
	const whole = "goroutine 7 [select] {k: \"v w\"}:\nmain.f(0x1)\n\t/src/a.go:31 +0x1d\nmain.g(...)\n\t/src/a.go:9\n" +
		"created by main.g in goroutine 5\n\t/src/a.go:9 +0x2d\n"
	boundaries := map[int]string{}
	for i := range whole {
		if strings.HasSuffix(whole[:i], " +0x1d\n") || strings.HasSuffix(whole[:i], "a.go:9\n") {
			boundaries[i] = "between frames"
		}
		if strings.HasSuffix(whole[:i], " +0x2") || strings.HasSuffix(whole[:i], " +0x2d") {
			boundaries[i] = "in the last offset, which says nothing"
		}
	}
	for i := len("goroutine 7 [") - 1; i <= len(whole); i++ {
		d := checkDump(t, []byte("goroutine 6 [running]:"+body+"\n"+whole[:i]))
		if i < len("goroutine 7 [") {
			if len(d.Gaps) != 1 {
				t.Errorf("cut in the number: %d gaps, want 1", len(d.Gaps))
			}
			continue
		}
		if len(d.Goroutines) != 2 || d.Goroutines[0].Truncated {
			t.Fatalf("cut at %d: the whole goroutine before the cut suffers: %+v", i, d.Goroutines)
		}
		_, unseen := boundaries[i]
		if want := !unseen && i < len(whole); d.Goroutines[1].Truncated != want {
			t.Errorf("cut at %d, truncated = %v, want %v:\n%s", i, !want, want, whole[:i])
		}
	}
	if len(boundaries) != 4 {
		t.Errorf("%d places where a cut is not seen, want 4: %v", len(boundaries), boundaries)
	}
}

// TestTruncatedOnlyLast: a gap in the middle of a dump is no cut.
func TestTruncatedOnlyLast(t *testing.T) {
	d := checkDump(t, []byte("goroutine 7 [select]:\nmain.f(0x1)\n\ngoroutine 8 [select]:"+body))
	for _, g := range d.Goroutines {
		if g.Truncated {
			t.Errorf("goroutine %d is called truncated", g.ID)
		}
	}
}

func ExampleParse() {
	dump := []byte(`goroutine 7 [chan receive, 3 minutes] {job: "nightly build"}:
example.com/shop/v2.(*Worker).loop(0xc000012345)
	/src/shop/worker.go:28 +0x1d
created by example.com/shop/v2.Start in goroutine 1
	/src/shop/worker.go:12 +0x2d
`)
	for _, g := range goroutine.Parse(dump) {
		top := g.Stack[0]
		fmt.Printf("%s for %v in %s, line %d\n", g.State, g.Wait, top.DisplayName(), top.Line)
		fmt.Println("job:", g.Labels["job"])
		fmt.Println("started by", g.CreatedBy.DisplayName())
	}
	// Output:
	// chan receive for 3m0s in shop/v2.(*Worker).loop, line 28
	// job: nightly build
	// started by shop/v2.Start
}
