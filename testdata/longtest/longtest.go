// Package longtest keeps what takes long out of a plain go test ./..., which anybody
// runs who has just cloned the repository. What is behind it runs in .ci/run, for who
// sets the variable, and for who asks for a test by its name:
//
//	LEAKTIGHT_LONG=1 go test ./leaktest
//	go test ./leaktest -run TestCorpus
package longtest

import (
	"flag"
	"os"
	"testing"
)

// variable is in the environment of a run with the long tests.
const variable = "LEAKTIGHT_LONG"

// Enabled reports whether the long tests run.
func Enabled() bool {
	return os.Getenv(variable) != "" || flag.Lookup("test.run").Value.String() != ""
}

// Skip skips the test in a run without the long tests. Why says what takes long:
// "builds a test binary".
func Skip(t testing.TB, why string) {
	t.Helper()
	if !Enabled() {
		t.Skip(why + ": " + Hint())
	}
}

// Hint says how the long tests run.
func Hint() string { return "runs with " + variable + "=1, or by its name with -run" }
