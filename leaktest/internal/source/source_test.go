package source

import (
	"os"
	"path/filepath"
	"testing"
)

// TestReadSource pins which files are read to show a line: a //line directive can
// name any.
func TestReadSource(t *testing.T) {
	dir := t.TempDir()
	plain, large := filepath.Join(dir, "plain.go"), filepath.Join(dir, "large.go")
	if err := os.WriteFile(plain, []byte("package plain\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(large, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, largestSource+1); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		file string
		want bool
	}{
		{plain, true},
		{large, false},
		{dir, false},
		{os.DevNull, false},
		{"/dev/zero", false},
		{filepath.Join(dir, "gone.go"), false},
	}
	for _, tt := range tests {
		if got := readSource(tt.file) != nil; got != tt.want {
			t.Errorf("readSource(%s) read it: %v, want %v", tt.file, got, tt.want)
		}
	}
}
