package triage_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// dump is a debug=2 text with as many goroutines as are named for each function, in the
// order of the arguments: "shop.quote", 12, "shop.work", 4.
func dump(stacks ...any) []byte {
	var b strings.Builder
	id := 1
	for i := 0; i < len(stacks); i += 2 {
		for range stacks[i+1].(int) {
			id++
			fmt.Fprintf(&b, "goroutine %d [chan receive]:\n%s(0x1)\n\t/src/shop/shop.go:%d +0x1d\ncreated by shop.start%d in goroutine 1\n\t/src/shop/shop.go:%d +0x2\n\n",
				id, stacks[i], 10*(i+1), i, 10*(i+1)+5)
		}
	}
	return []byte(b.String())
}

// kept is the name of a capture as -keep gives it.
func kept(hour int) string { return fmt.Sprintf("goroutine-20261128T%02d0000.000Z.txt", hour) }

// TestSeries: captures are put into the order of their times; a group that grows is
// first, with its counts and its slope, however many goroutines another one has; a pool
// that goes up and down has not grown.
func TestSeries(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, folder := range []string{"day", "day/later"} {
		if err := os.Mkdir(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for hour, n := range []int{3, 40, 75, 120} {
		write(t, filepath.Join("day", kept(hour)), dump("shop.pool", []int{500, 480, 510, 490}[hour], "shop.quote", n, "shop.slow", 7+hour/2))
	}
	write(t, filepath.Join("day", "goroutine-20261128T050000.000Z.part"), []byte("goroutine"))
	const want = `618 goroutines, 108 more than in the first of 4 captures: 2 groups grew; the most: +116 (rising in each of 3 steps) blocked in a channel receive at shop/shop.go:30 (recvleak)

shop/shop.go:30:1: 120 goroutines waiting in a channel receive, shop.quote (recvleak)
	3, 40, 75, 120: rose in each of 3 steps, +39 an hour
	started by shop.start2 at shop/shop.go:35

shop/shop.go:50:1: 8 goroutines waiting in a channel receive, shop.slow (recvleak)
	7, 7, 8, 8: grew, and rose in 1 of 3 steps, +0.3 an hour
	started by shop.start4 at shop/shop.go:55

1 more group, 490 goroutines: none of them grew
`
	names := []string{kept(2), kept(0), kept(3), kept(1)}
	for i, name := range names {
		names[i] = filepath.Join("day", name)
	}
	for _, args := range [][]string{{"day"}, names} {
		code, stdout, stderr := run(t, args...)
		if diff := cmp.Diff(want, stdout); code != 0 || stderr != "" || diff != "" {
			t.Errorf("triage %v: exit code %d, stderr %q (-want +got):\n%s", args, code, stderr, diff)
		}
	}
}

// TestBegun: what is one of its kind and was not there before has not grown.
func TestBegun(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, kept(1), dump("shop.old", 1))
	write(t, kept(2), dump("shop.old", 1, "shop.new", 1))
	if _, stdout, _ := run(t, "."); !strings.HasPrefix(stdout, "2 goroutines, 1 more than in the first of 2 captures: no group grew\n") {
		t.Errorf("got\n%s", stdout)
	}
}

// TestSeriesOfCopies: where the times of the files say nothing, the order is that of the
// names, in which numbers count, and there is no slope.
func TestSeriesOfCopies(t *testing.T) {
	t.Chdir(t.TempDir())
	now := time.Now()
	for i, n := range []int{5, 6, 9} {
		name := fmt.Sprintf("%d.txt", 9+i)
		write(t, name, dump("shop.quote", n))
		if err := os.Chtimes(name, now, now.Add(-time.Duration(i)*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, _ := run(t, ".")
	if want := "\t5, 6, 9: rose in each of 2 steps\n"; code != 0 || !strings.Contains(stdout, want) {
		t.Errorf("exit code %d, %q is not in\n%s", code, want, stdout)
	}
	later := now.Add(time.Hour)
	if err := os.Chtimes("9.txt", later, later); err != nil {
		t.Fatal(err)
	}
	if _, stdout, _ = run(t, "."); !strings.Contains(stdout, ": no group grew\n") {
		t.Errorf("the times of the files were not used:\n%s", stdout)
	}
	if _, stdout, _ = run(t, "-diff", "9.txt", "11.txt"); !strings.Contains(stdout, "\t5 before, 9 now\n") {
		t.Errorf("-diff names the older capture, whatever the times of the files are:\n%s", stdout)
	}
}

// TestInstances: of several instances of a program, that group comes first which grows
// in most of them, and not that which grows most in one.
func TestInstances(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, pod := range []string{"pods/a", "pods/b", "pods/c"} {
		if err := os.MkdirAll(pod, 0o777); err != nil {
			t.Fatal(err)
		}
		burst := []int{900, 1, 1}[i]
		write(t, filepath.Join(pod, kept(1)), dump("shop.burst", 1, "shop.quote", 10))
		write(t, filepath.Join(pod, kept(2)), dump("shop.burst", burst, "shop.quote", 14+i))
	}
	const want = `947 goroutines, 914 more than in the first captures of 3 instances: 2 groups grew; the most: +15 in 3 of 3 instances blocked in a channel receive at shop/shop.go:30 (recvleak)

shop/shop.go:30:1: 45 goroutines waiting in a channel receive, shop.quote (recvleak)
	pods/c: 10, 16: rose, +6.0 an hour
	pods/b: 10, 15: rose, +5.0 an hour
	pods/a: 10, 14: rose, +4.0 an hour
	started by shop.start2 at shop/shop.go:35

shop/shop.go:10:1: 902 goroutines waiting in a channel receive, shop.burst (recvleak)
	pods/a: 1, 900: rose, +899 an hour
	pods/b: 1, 1: did not grow
	pods/c: 1, 1: did not grow
	started by shop.start0 at shop/shop.go:15
`
	for _, args := range [][]string{{"pods"}, {"pods/a", "pods/b", "pods/c"}} {
		code, stdout, stderr := run(t, args...)
		if diff := cmp.Diff(want, filepath.ToSlash(stdout)); code != 0 || stderr != "" || diff != "" {
			t.Errorf("triage %v: exit code %d, stderr %q (-want +got):\n%s", args, code, stderr, diff)
		}
	}
}

// TestSeriesJSON: all counts, their times and the slope.
func TestSeriesJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	for hour, n := range []int{1, 5, 9} {
		write(t, kept(hour), dump("shop.quote", n))
	}
	_, stdout, _ := run(t, "-json", ".")
	var got struct {
		Goroutines int
		Before     int `json:"goroutines_before"`
		Groups     []struct {
			Grown    int
			Evidence string
			Trends   []struct {
				Counts  []int
				Times   []time.Time
				PerHour float64 `json:"per_hour"`
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	if got.Goroutines != 9 || got.Before != 1 || len(got.Groups) != 1 {
		t.Fatalf("%+v", got)
	}
	g := got.Groups[0]
	if g.Grown != 8 || g.Evidence != "growth" || len(g.Trends) != 1 || g.Trends[0].PerHour != 4 ||
		!cmp.Equal(g.Trends[0].Counts, []int{1, 5, 9}) || !g.Trends[0].Times[2].Equal(time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", g)
	}
}

// TestFailGrowth: it fails where a group grew by so many in each step, and is silent
// where one step was smaller; one capture is too few to tell.
func TestFailGrowth(t *testing.T) {
	t.Chdir(t.TempDir())
	for hour, n := range []int{1, 5, 11} {
		write(t, kept(hour), dump("shop.quote", n))
	}
	for _, test := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{"-fail-growth", "4", "."}, 3, "leaklint: 1 group grew by 4 or more in each step (-fail-growth)\n"},
		{[]string{"-fail-growth", "5", "."}, 0, ""},
		{[]string{"-fail-growth", "1", kept(0)}, 1, "leaklint: -fail-growth needs two captures of one instance at least\n"},
	} {
		if code, _, stderr := run(t, test.args...); code != test.code || stderr != test.stderr {
			t.Errorf("triage %v: exit code %d, stderr %q, want %d, %q", test.args, code, stderr, test.code, test.stderr)
		}
	}
}

// TestSeriesWithFault: a capture that cannot be read is named; the others are shown, and
// the whole is a failure.
func TestSeriesWithFault(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, kept(1), dump("shop.quote", 1))
	write(t, kept(2), []byte("<html>"))
	write(t, kept(3), dump("shop.quote", 3))
	code, stdout, stderr := run(t, ".")
	if code != 1 || !strings.HasPrefix(stdout, "3 goroutines, 2 more than in the first of 2 captures: ") || !strings.HasPrefix(stderr, "leaklint: "+kept(2)+": not a goroutine profile: ") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

// TestLabels: -label looks at the goroutines with a label alone, -by at each of its
// values apart.
func TestLabels(t *testing.T) {
	inFolder(t)
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"-label", "endpoint=/quote", "debug1.txt"}, []string{"20 goroutines in 1 group; ", "20 goroutines, main.giveUp.func1\n"}},
		{[]string{"-label", "endpoint=/quote", "goroutine.pb.gz"}, []string{"20 goroutines in 1 group; "}},
		{[]string{"-label", "endpoint=/quote", "debug2.txt"}, []string{"20 goroutines in 1 group; "}},
		{[]string{"-by", "endpoint", "debug1.txt"}, []string{`20 goroutines, main.giveUp.func1, endpoint="/price"`, `20 goroutines, main.giveUp.func1, endpoint="/quote"`, "main.waitFor, no endpoint"}},
		{[]string{"-by", "endpoint", "goroutine.pb.gz"}, []string{`20 goroutines waiting in a channel send, main.giveUp.func1, endpoint="/price"`}},
	} {
		code, stdout, _ := run(t, test.args...)
		for _, want := range test.want {
			if code != 0 || !strings.Contains(stdout, want) {
				t.Errorf("triage %v: exit code %d, %q is not in\n%s", test.args, code, want, stdout)
			}
		}
	}
	_, _, stderr := run(t, "-label", "endpoint=/none", "debug2.txt")
	if want := `leaklint: no goroutine has the label endpoint="/none"; debug=2 shows labels from Go 1.27 on, debug=1 always` + "\n"; stderr != want {
		t.Errorf("stderr is %q, want %q", stderr, want)
	}
}

// TestOneOfManyInstances: a leak in one instance is not hidden by the number of the
// others, in which there is one goroutine each.
func TestOneOfManyInstances(t *testing.T) {
	t.Chdir(t.TempDir())
	for pod := range 10 {
		dir := filepath.Join("pods", fmt.Sprint(pod))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		now := 1
		if pod == 3 {
			now = 9
		}
		write(t, filepath.Join(dir, kept(1)), dump("shop.quote", 1))
		write(t, filepath.Join(dir, kept(2)), dump("shop.quote", now))
	}
	code, stdout, stderr := run(t, "pods")
	if want := "1 group grew; the most: +8 in 1 of 10 instances"; code != 0 || stderr != "" || !strings.Contains(stdout, want) {
		t.Errorf("exit code %d, stderr %q: %q is not in\n%s", code, stderr, want, stdout)
	}
}

// TestInstancesDiffer: stacks of the second instance alone are groups of their own, and
// there is no other.
func TestInstancesDiffer(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, pod := range []string{"pods/a", "pods/b"} {
		if err := os.MkdirAll(pod, 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(pod, kept(1)), [][]byte{dump("shop.quote", 3), dump("shop.other", 5, "shop.third", 4, "shop.fourth", 6)}[i])
	}
	_, stdout, _ := run(t, "-top", "0", "pods")
	if !strings.HasPrefix(stdout, "18 goroutines in 4 groups;") || strings.Contains(stdout, "further stacks") {
		t.Errorf("got\n%s", stdout)
	}
}

// TestSplitByEach: a label with a value for each goroutine hides no growth.
func TestSplitByEach(t *testing.T) {
	t.Chdir(t.TempDir())
	for hour, n := range []int{5, 300} {
		var b strings.Builder
		fmt.Fprintf(&b, "goroutine profile: total %d\n", n)
		for i := range n {
			fmt.Fprintf(&b, "1 @ 0x1 0x2\n# labels: {\"user\":\"u%d\"}\n#\t0x1\tshop.quote+0x1\t/src/shop/shop.go:10\n\n", i)
		}
		write(t, kept(hour), []byte(b.String()))
	}
	_, stdout, stderr := run(t, "-by", "user", ".")
	if want := "300 goroutines, 295 more than in the first of 2 captures: 295 groups grew; the most: +1 "; !strings.HasPrefix(stdout, want) {
		t.Errorf("%q is not the beginning of\n%s%s", want, stdout, stderr)
	}
	if _, stdout, _ = run(t, "-by", "user", kept(1)); strings.Contains(stdout, "one in the process") {
		t.Errorf("300 goroutines with one stack are called one of a kind:\n%s", stdout)
	}
}

// TestFailGrowthOfCompany: a group in the entry of another is judged as well.
func TestFailGrowthOfCompany(t *testing.T) {
	t.Chdir(t.TempDir())
	for hour, counts := range [][2]int{{1, 1}, {200, 50}, {200, 100}} {
		var b strings.Builder
		for i, function := range []string{"shop.feed", "shop.work"} {
			for n := range counts[i] {
				b.WriteString(record(fmt.Sprint(10+1000*i+n), "chan receive", "shop.serve@7 /src/shop/shop.go:4", function+fmt.Sprintf(" /src/shop/shop.go:%d", 10+i)))
			}
		}
		write(t, kept(hour), []byte(b.String()))
	}
	code, stdout, _ := run(t, "-fail-growth", "10", ".")
	if code != 3 || !strings.Contains(stdout, "with it: 100 goroutines") {
		t.Errorf("exit code %d, want 3, of a group that stands in another's entry:\n%s", code, stdout)
	}
}

// TestFoldersBeside: what is wrong with one folder is said, and costs no other.
func TestFoldersBeside(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"full", "empty"} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join("full", kept(1)), dump("shop.quote", 3))
	code, stdout, stderr := run(t, "empty", "full")
	if code != 1 || stderr != "leaklint: empty: the folder holds no captures\n" || !strings.HasPrefix(stdout, "3 goroutines in 1 group;") {
		t.Errorf("exit code %d, stderr %q, stdout\n%s", code, stderr, stdout)
	}
}

// TestHeapDumpAsCapture: text that lies in memory is no goroutine.
func TestHeapDumpAsCapture(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "heap.dump", append([]byte("go1.7 heap dump\n"), dump("shop.quote", 3)...))
	code, stdout, stderr := run(t, "heap.dump")
	if code != 1 || stdout != "" || stderr != "leaklint: heap.dump: not a goroutine profile: this is a heap dump of the whole program, which -heap reads\n" {
		t.Errorf("exit code %d, stderr %q, stdout\n%s", code, stderr, stdout)
	}
}
