package model_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/suite/mutation"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestRows shows that the fixtures have need of each row.
func TestRows(t *testing.T) {
	longtest.Skip(t, "analyzes the fixtures once for each row")
	var log bytes.Buffer
	left, err := mutation.Rows(filepath.Join("..", ".."), &log)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(log.String())
	for _, r := range left {
		t.Errorf("no fixture notices that %s is off", r)
	}
}

// TestWhy shows that each row says why it is there, and that no function has two rows
// of a kind.
func TestWhy(t *testing.T) {
	known := map[string]bool{}
	for _, r := range model.Rows() {
		if r.Why == "" {
			t.Errorf("%s has no reason", r)
		}
		for _, name := range r.Names {
			key := fmt.Sprintf("%s.%s as a %T", r.Package, name, r.Does)
			if known[key] {
				t.Errorf("%s has two rows", key)
			}
			known[key] = true
		}
	}
}
