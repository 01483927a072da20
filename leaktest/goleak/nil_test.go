package goleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest/goleak"
)

// TestNilT: a nil t is a panic that says so.
func TestNilT(t *testing.T) {
	const rest = "; call it with the test's own, as in defer goleak.VerifyNone(t)"
	for want, nobody := range map[string]goleak.TestingT{
		"goleak: VerifyNone was given a nil t" + rest:                            nil,
		"goleak: VerifyNone was given a nil *testing.T" + rest:                   (*testing.T)(nil),
		"goleak: VerifyNone was given a struct { testing.TB } around nil" + rest: struct{ testing.TB }{},
	} {
		func() {
			defer func() {
				if p := recover(); p != want {
					t.Errorf("panic %v, want %s", p, want)
				}
			}()
			goleak.VerifyNone(nobody)
		}()
	}
}
