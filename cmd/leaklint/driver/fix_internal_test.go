package driver

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// tree writes files below a new folder, which is free of links.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestHold pins whose files may be changed.
func TestHold(t *testing.T) {
	root := tree(t, map[string]string{
		"main/go.mod": "", "main/a.go": "", "main/deep/er/b.go": "", "main/sub/go.mod": "", "main/sub/c.go": "",
		"main/vendor/example.com/d.go": "", "main/deep/vendor/e.go": "", "other/go.mod": "", "other/f.go": "", "alone/g.go": "",
	})
	m := &modules{roots: []string{filepath.Join(root, "main"), filepath.Join(root, "other")}}
	links := os.Symlink(filepath.Join(root, "alone"), filepath.Join(root, "main", "link")) == nil
	tests := []struct {
		file   string
		want   bool
		reason string
	}{
		{"main/a.go", true, "a file of the module"},
		{"main/deep/er/b.go", true, "a package below"},
		{"other/f.go", true, "another module of the workspace"},
		{"main/sub/c.go", false, "a module inside of the module"},
		{"main/vendor/example.com/d.go", false, "vendored code is that of another module"},
		{"main/deep/vendor/e.go", true, "only the vendor folder of the module is one"},
		{"alone/g.go", false, "outside"},
		{"main/link/g.go", !links, "outside, by a link"},
		{"main/gone/h.go", false, "there is no such folder"},
	}
	for _, tt := range tests {
		if tt.file == "main/link/g.go" && !links {
			continue
		}
		if got := m.hold(filepath.Join(root, filepath.FromSlash(tt.file))); got != tt.want {
			t.Errorf("hold(%s) = %v, want %v: %s", tt.file, got, tt.want, tt.reason)
		}
	}
}

// TestFits pins that a fix is made for the text that the analysis saw, and for no
// other.
func TestFits(t *testing.T) {
	const content = "package demo\n\nvar c = make(chan int)\n"
	root := tree(t, map[string]string{"go.mod": "", "demo.go": content, "folder.go/x": ""})
	m := &modules{roots: []string{root}}
	at := len("package demo\n\nvar c = make(chan int")
	tests := []struct {
		name, file, sum string
		want            string
	}{
		{"the same", "demo.go", edit.Sum([]byte(content)), ""},
		{"another text", "demo.go", edit.Sum([]byte(content + "\n")), "it has changed since it was analyzed"},
		{"no text", "demo.go", "", "it has changed since it was analyzed"},
		{"a folder", "folder.go", "", "it cannot be read: is a folder, not a regular file"},
	}
	for _, tt := range tests {
		p := &plan{before: map[string][]byte{}}
		c := &change{file: filepath.Join(root, tt.file), edits: []edit.Edit{{Start: at, End: at, New: ", 1"}}}
		got := ""
		if err := p.fits(c, tt.sum, m); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestReadBasis pins what is taken out of the messages of fixes.
func TestReadBasis(t *testing.T) {
	edits := []fileEdit{{"demo.go", edit.Edit{New: "x"}}}
	f := &finding{SuggestedFixes: []fix{
		{Message: edit.Basis{Refused: "it is generated"}.Add("Defer cancel")},
		{Message: edit.Basis{Sum: "a1"}.Add("Give it room"), Edits: edits},
		{Message: edit.Basis{Refused: "it is another's"}.Add("Return")},
	}}
	f.readBasis()
	if len(f.SuggestedFixes) != 1 || f.SuggestedFixes[0].Message != "Give it room" || f.SuggestedFixes[0].sum != "a1" || f.NoFix != "it is generated" {
		t.Errorf("fixes %+v, no fix because %q", f.SuggestedFixes, f.NoFix)
	}
}
