package goleak_test

import (
	"strings"
	"testing"
)

// TestKnownLeakIsOneLine: each VerifyNone fails, but a stack is shown once, without
// VerifyTestMain too, and the lines that follow name the test that left it.
func TestKnownLeakIsOneLine(t *testing.T) {
	binary := buildSuite(t, "sides")
	out, code := runSuite(t, binary, "", "-test.run=TestAgain")
	if code != 1 || strings.Count(out, "--- FAIL: TestAgain") != 3 {
		t.Errorf("exit code %d, want 1 and three failed tests:\n%s", code, out)
	}
	if n := strings.Count(out, " on top of the stack:"); n != 2 {
		t.Errorf("%d stacks, want that of each go statement once:\n%s", n, out)
	}
	if n := strings.Count(out, "2 goroutines in state chan receive, started by github.com/leaktight/leaktight/leaktest/goleak/testdata/suites/sides.start: left by TestAgainFirst and shown there\n"); n != 2 {
		t.Errorf("%d lines on what the first test left, want 2:\n%s", n, out)
	}
	if n := strings.Count(out, ": left by TestAgainSecond and shown there\n"); n != 1 {
		t.Errorf("%d lines on what the second test left, want 1:\n%s", n, out)
	}
}
