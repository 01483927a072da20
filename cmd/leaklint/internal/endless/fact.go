package endless

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// factVersion is raised when the meaning of [Fact] changes; facts of another
// version count as none.
const factVersion = 1

// A Fact says of a function what its callers must know.
type Fact struct {
	Version int
	Trap    Kind         // of the trap that it can run into; empty if there is none
	Place   report.Place // of that trap
	Returns bool         // it may return
	Panics  bool         // it may panic, by itself
	Exits   bool         // it may end the goroutine or the process
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

// String is what analysistest compares.
func (f *Fact) String() string {
	text := "endless"
	if f.Trap != "" {
		text += " trap:" + string(f.Trap)
	}
	if f.Returns {
		text += " returns"
	}
	if f.Exits {
		text += " exits"
	}
	return text
}

// importFact returns what is known of a function of another package.
func importFact(pass *analysis.Pass, fn *types.Func) *Fact {
	fact := new(Fact)
	if pass.ImportObjectFact(fn, fact) && fact.Version == factVersion {
		return fact
	}
	return nil
}
