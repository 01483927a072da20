package causes

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest/testdata/shapes"
)

// What a database was asked for and did not get back.
func TestSQLRows(t *testing.T) { leave(t, "rows") }

func TestSQLTransaction(t *testing.T) { leave(t, "transaction") }

func leave(t *testing.T, shape string) {
	check(t)
	for _, s := range shapes.All() {
		if s.Name == shape {
			s.Run(false)
		}
	}
}
