package triage_test

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// hostile is a dump whose names are HTML.
const hostile = `goroutine 7 [chan send] {k: "<script>alert(1)</script>"}:
main.f[<img src=x>](0x1)
	/src/"><script>alert(2)</script>/a.go:3 +0x1d
created by main.main in goroutine 1
	/src/a.go:2 +0x1d

`

// writtenPage returns the page for a comparison of two captures.
func writtenPage(t *testing.T) string {
	t.Helper()
	inFolder(t)
	write(t, "now.txt", append(read(t, "debug2.txt"), "\n"+hostile...))
	write(t, "old.txt", []byte(strings.Replace(hostile, "7 [", "8 [", 1)))
	if code, stdout, stderr := run(t, "-diff", "old.txt", "-html", "page.html", "now.txt"); code != 0 || stdout != "" {
		t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	return string(read(t, "page.html"))
}

var (
	scripts = regexp.MustCompile(`(?s)<(script|style)>.*?</(script|style)>`)
	outside = regexp.MustCompile(`(?i)(src|href|action)=|url\(|@import|https?:`)
)

// TestPage: the page is well formed, asks nothing of any server, has a table
// that a screen reader understands, and shows names as text.
func TestPage(t *testing.T) {
	text := writtenPage(t)
	if n := len(scripts.FindAllString(text, -1)); n != 2 {
		t.Errorf("%d scripts and styles, want one of each", n)
	}
	bare := scripts.ReplaceAllString(text, "")
	if found := outside.FindString(strings.ReplaceAll(bare, "img src=x", "")); found != "" {
		t.Errorf("the page refers to something outside of it: %q", found)
	}
	for _, bad := range []string{"<script", "<img"} {
		if strings.Contains(bare, bad) {
			t.Errorf("a name of the capture became HTML: %s", bad)
		}
	}
	count := make(map[string]int)
	d := xml.NewDecoder(strings.NewReader(strings.Replace(bare, "<!doctype html>", "", 1)))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			count[e.Name.Local]++
			for _, a := range e.Attr {
				count[e.Name.Local+" "+a.Name.Local]++
				if strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("an inline handler %s", a.Name.Local)
				}
			}
		}
	}
	groups := strings.Count(text, "<tr data-count")
	for what, want := range map[string]int{
		"html lang": 1, "title": 1, "h1": 1, "main": 1, "table": 1, "caption": 1, "thead": 1, "tbody": 1,
		"th": 5, "th scope": 5, "th aria-sort": 1, "button": 5, "button type": 5, "label": 1,
		"tr": groups + 1, "details": groups, "summary": groups, "details open": 1, "pre tabindex": groups,
	} {
		if count[what] != want {
			t.Errorf("%d of %q, want %d", count[what], what, want)
		}
	}
	if groups < 3 {
		t.Errorf("%d groups, want those that grew", groups)
	}
}

// TestPageNotWritten: a folder that is not there is a failure, and so is what is no
// regular file; nothing is changed by it, and nothing is left behind.
func TestPageNotWritten(t *testing.T) {
	inFolder(t)
	if err := os.Mkdir("folder", 0o755); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"nosuch/page.html": "",
		"folder":           "there is something of that name that is no regular file",
		os.DevNull:         "there is something of that name that is no regular file",
	}
	write(t, "target", []byte("old"))
	if err := os.Symlink("target", "link"); err == nil {
		want["link"] = "it is a link, not a regular file"
	}
	before, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	for name, why := range want {
		code, stdout, stderr := run(t, "-html", name, "debug2.txt")
		if code != 1 || stdout != "" || !strings.HasPrefix(stderr, "leaklint: the page "+name+" was not written: "+why) {
			t.Errorf("exit code %d, stderr %q, want 1 and %q", code, stderr, why)
		}
	}
	if after, err := filepath.Glob("*"); err != nil || !slices.Equal(before, after) || string(read(t, "target")) != "old" {
		t.Errorf("the files were %q and are %q, and the link's target is %q", before, after, read(t, "target"))
	}
}

// TestPageOverPage: an older page is replaced, with its permissions.
func TestPageOverPage(t *testing.T) {
	inFolder(t)
	write(t, "page.html", []byte("old"))
	if err := os.Chmod("page.html", 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := run(t, "-html", "page.html", "debug2.txt"); code != 0 {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	info, err := os.Stat("page.html")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(read(t, "page.html")); !strings.HasSuffix(text, "</html>\n") || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the page has the mode %v and begins with %.40q", info.Mode(), text)
	}
	if left, err := filepath.Glob("page.html?*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}
