package leaktest_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestCauses: a report begins with the cause, and what follows from it is one line
// behind it; it is short, and says where a program is to be changed.
func TestCauses(t *testing.T) {
	binary := buildSuite(t, "causes")
	for _, test := range []struct {
		name  string
		want  []string // in this order
		not   []string
		lines int // at most, 0 for any number
	}{
		{name: "TestWaiter", lines: 12,
			want: []string{" 2 goroutines still waiting in a channel send, ", "started by causes.TestWaiter at leaktest/testdata/suites/causes/causes_test.go:28, from", "28 | wg.Go(func() { results <- i })", "hint: give every sender room", "sync.WaitGroup.Wait, causes.TestWaiter.func2; follows from the first\n", "explained by: leaklint help sendleak, leaklint help waitleak\n"},
			not:  []string{"sync/waitgroup.go", "has not called Done", "leaktest.MaxWait"}},
		{name: "TestGang",
			want: []string{" 2 goroutines still waiting in a channel send, causes.(*gang).work\n", "sync.WaitGroup.Wait, causes.(*gang).finish; follows from the first\n"}},
		{name: "TestPipeline",
			want: []string{"still waiting in a channel send, causes.double\n", "still waiting in a channel send, causes.produce.func1; follows from the first\n"}},
		{name: "TestRelay",
			want: []string{"still waiting in a channel send, causes.TestRelay.func2\n", "causes.TestRelay.func1; follows from the first\n"}},
		{name: "TestUnrelated", not: []string{"follows from"},
			want: []string{"causes.TestUnrelated.func1\n", "causes.TestUnrelated.func2\n"}},
		{name: "TestSeven",
			want: []string{"TestSeven.func5\n", "hint: ", "TestSeven.func6\n", "TestSeven.func7\n", "shown in full: 5 of 7; go test -artifacts keeps all of them\n"}},
		{name: "TestSame",
			want: []string{"TestSame.func1\n", "hint: ends when block is closed; nobody did that to the one made at causes_test.go:17\n", "TestSame.func2; ends with the first\n"}},
		{name: "TestPart",
			want: []string{"still waiting in a channel receive, causes.whole\n", "still waiting in select, causes.(*part).run; follows from the first\n"}},
		{name: "TestSlow", want: []string{"only slow? leaktest.MaxWait(d) waits longer\n", "explained by: leaklint help sleepleak\n"}},
		{name: "TestHTTP2Body", lines: 25,
			want: []string{"hint: the body of the response from srv.Client().Get at causes_test.go:146 was not read to its end and closed: defer resp.Body.Close()\n", "; follows from the first\n", "hint: an httptest.Server was not closed"}},
		{name: "TestHTTP2Idle", lines: 18, not: []string{"hint: a response body", "the body of the response"},
			want: []string{"hint: an httptest.Server was not closed", "; follows from the first\n"}},
		{name: "TestSQLRows", lines: 25,
			want: []string{"hint: a sql.DB was not closed: t.Cleanup(func() { db.Close() })\n", "hint: sql.Rows were not closed: defer rows.Close()\n"}},
		{name: "TestSQLTransaction", lines: 25,
			want: []string{"hint: a sql.DB was not closed: t.Cleanup(func() { db.Close() })\n", "hint: a sql.Tx was neither committed nor rolled back: defer tx.Rollback()\n"}},
		{name: "TestStartedByGo", want: []string{"started by causes.TestStartedByGo at leaktest/testdata/suites/causes/causes_test.go:168"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out, code := runSuiteIn(t, "testdata/suites/causes", binary, nil, "-test.run="+test.name+"$")
			if code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			wantLines(t, out, append(test.want, " after\n")...)
			for _, not := range append(test.not, "ByStack") {
				if strings.Contains(out, not) {
					t.Errorf("says %q:\n%s", not, out)
				}
			}
			if n := strings.Count(out, "\n") - 2; test.lines > 0 && n > test.lines { // without FAIL and its test
				t.Errorf("%d lines, want %d at most:\n%s", n, test.lines, out)
			}
		})
	}
	out, _ := runSuiteIn(t, "testdata/suites/causes", binary, nil, "-test.run=TestUnrelated$", "-test.v")
	if !regexp.MustCompile(`Goroutines: +\d+,`).MatchString(strings.ReplaceAll(out, "\t", " ")) {
		t.Errorf("no difference with -v:\n%s", out)
	}
}
