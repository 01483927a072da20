package tryout

import (
	"go/version"
	"strings"
)

// oldest is the language version of the oldest toolchain that can run leaktest.
const oldest = "1.26"

// isOld reports whether leaktest does not build with the toolchain. One without a
// number was built from source, and is taken for new.
func (tc *toolchain) isOld() bool {
	name, _, _ := strings.Cut(tc.Version, " ")
	name, _, _ = strings.Cut(name, "-")
	return version.IsValid(name) && version.Compare(name, "go"+oldest) < 0
}
