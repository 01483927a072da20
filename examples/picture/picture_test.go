package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUpToDate: the pictures of the README are those of today's examples, and XML.
func TestUpToDate(t *testing.T) {
	root := filepath.Join("..", "..")
	pictures, err := draw(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, svg := range pictures {
		got, err := os.ReadFile(filepath.Join(root, "testdata", "readme", name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.ReplaceAll(string(got), "\r\n", "\n"), svg); diff != "" {
			t.Errorf("testdata/readme/%s is out of date, go run ./examples/picture draws it anew (-old +new):\n%s", name, diff)
		}
		decoder := xml.NewDecoder(strings.NewReader(svg))
		for err == nil {
			_, err = decoder.Token()
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCount: each call of the leaking function leaves two goroutines behind, and
// none of the fixed one.
func TestCount(t *testing.T) {
	leaky, fixed := count()
	for i := range requests {
		if leaky[i] != 2*(i+1) || fixed[i] != 0 {
			t.Fatalf("after %d calls %d and %d goroutines are left, want %d and 0", i+1, leaky[i], fixed[i], 2*(i+1))
		}
	}
}
