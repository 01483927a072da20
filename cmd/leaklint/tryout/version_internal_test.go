package tryout

import "testing"

// TestIsOld: which toolchains leaktest does not build with.
func TestIsOld(t *testing.T) {
	for version, want := range map[string]bool{
		"go1.25.9": true, "go1.21rc2": true, "go1.9": true,
		"go1.26": false, "go1.26.8": false, "go1.27rc1": false, "go1.26.1-custom": false, "go1.26.0 X:nocoverageredesign": false,
		"devel go1.28-abcdef": false,
	} {
		if got := (&toolchain{Version: version}).isOld(); got != want {
			t.Errorf("%s: old %v, want %v", version, got, want)
		}
	}
}
