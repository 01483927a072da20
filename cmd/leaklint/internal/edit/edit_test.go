package edit_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

const file = `package demo

// Run is documented.
func Run() {
	ch := make(chan int) // never closed
	go func() { ch <- 1 }()
	println("make(chan int)")
}
`

// at returns an edit that puts text in place of the first occurrence of old.
func at(t *testing.T, content, old, text string) edit.Edit {
	t.Helper()
	i := strings.Index(content, old)
	if i < 0 {
		t.Fatalf("no %q", old)
	}
	return edit.Edit{Start: i, End: i + len(old), New: text}
}

func TestApply(t *testing.T) {
	windows := strings.ReplaceAll(file, "\n", "\r\n")
	odd := strings.ReplaceAll(file, "\tch := ", "  ch:=   ") // as gofmt would not write it
	mixed := strings.Replace(file, "demo\n", "demo\r\n", 1)
	raw := "package demo\r\n\r\nvar text = `one\r\ntwo`\r\n\r\nvar n = make(chan int)\r\n"
	tests := []struct{ name, content, reason string }{
		{"formatted", file, "the plain case"},
		{"windows", windows, "line ends stay"},
		{"mark", "\ufeff" + file, "a byte order mark stays"},
		{"windows and mark", "\ufeff" + windows, "both stay"},
		{"not formatted", odd, "what gofmt would change stays"},
		{"mixed line ends", mixed, "each line keeps its own"},
		{"raw string", raw, "carriage returns in a raw string stay"},
		{"no line break at the end", strings.TrimSuffix(odd, "\n"), "none is added"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := at(t, tt.content, "int)", "int, 1)")
			got, err := edit.Apply([]byte(tt.content), []edit.Edit{e})
			if err != nil {
				t.Fatal(err)
			}
			want := tt.content[:e.Start] + e.New + tt.content[e.End:]
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
			}
		})
	}
}

// TestApplyFormats pins that what gofmt wrote is as gofmt writes it afterwards,
// beside the edit too.
func TestApplyFormats(t *testing.T) {
	const before = "package demo\r\n\r\nvar (\r\n\ta   = 1 // one\r\n\tbcd = 2 // two\r\n)\r\n"
	const want = "package demo\r\n\r\nvar (\r\n\ta   = 1   // one\r\n\tbcd = 222 // two\r\n)\r\n"
	got, err := edit.Apply([]byte(before), []edit.Edit{at(t, before, "2", "222")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("Apply (-want +got):\n%s", diff)
	}
}

func TestApplyRefuses(t *testing.T) {
	insert := func(old string, skip int, text string) edit.Edit {
		start := strings.Index(file, old) + skip
		return edit.Edit{Start: start, End: start, New: text}
	}
	tests := []struct {
		name  string
		edits []edit.Edit
		want  string
	}{
		{"beyond the end", []edit.Edit{{Start: 5, End: len(file) + 1}}, "the edit does not fit the file"},
		{"before the beginning", []edit.Edit{{Start: -1, End: 2}}, "the edit does not fit the file"},
		{"backwards", []edit.Edit{{Start: 9, End: 2}}, "the edit does not fit the file"},
		{"in a string", []edit.Edit{insert(`"make(chan`, 5, ", 1")}, "the edit does not fit the file"},
		{"in a comment", []edit.Edit{insert("documented", 0, ", 1")}, "the edit does not fit the file"},
		{"in a word", []edit.Edit{insert("println", 3, ", 1")}, "the edit does not fit the file"},
		{"a comment", []edit.Edit{at(t, file, "ch := make(chan int) // never closed\n", "ch := make(chan int, 1)\n")}, "a comment would be lost"},
		{"two at one place", []edit.Edit{insert("int)", 3, ", 1"), insert("int)", 3, ", 2")}, "two edits overlap"},
		{"a longer word", []edit.Edit{insert("println", len("println"), "x")}, "it would change what stands beside it"},
		{"a swallowed line", []edit.Edit{insert("ch := make", 0, "/*"), insert("// never", 0, "*/")}, "it would change what stands beside it"},
		{"no Go", []edit.Edit{at(t, file, "}\n", "")}, "the result would not parse: 7:28: expected '}', found 'EOF'"},
	}
	for _, tt := range tests {
		got, err := edit.Apply([]byte(file), tt.edits)
		if err == nil {
			t.Errorf("%s: no error:\n%s", tt.name, got)
		} else if !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: error %q, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := edit.Apply([]byte("package demo\nfunc {"), nil); err == nil || !strings.HasPrefix(err.Error(), "the file does not parse: ") {
		t.Errorf("a file that does not parse: error %v", err)
	}
}

func TestFit(t *testing.T) {
	const content = "package demo\r\n\nfunc f() {\r\n\t\tch := make(chan int)\r\n\n\t\tclose(ch)\n\t\tclose(ch); f()\r\n}"
	end := strings.Index(content, "int)") + len("int)")
	tests := []struct {
		name     string
		in, want edit.Edit
	}{
		{"one line", edit.Edit{Start: end, End: end, New: ", 1"}, edit.Edit{Start: end, End: end, New: ", 1"}},
		{"indentation and line end", edit.Edit{Start: end, End: end, New: "\nif x {\n\treturn\n}"},
			edit.Edit{Start: end, End: end, New: "\r\n\t\tif x {\r\n\t\t\treturn\r\n\t\t}"}},
		{"raw string", edit.Edit{Start: end, End: end, New: "\nf(`a\nb`)"}, edit.Edit{Start: end, End: end, New: "\r\n\t\tf(`a\nb`)"}},
		{"empty line", edit.Edit{Start: end, End: end, New: "\n\nf()"}, edit.Edit{Start: end, End: end, New: "\r\n\r\n\t\tf()"}},
		{"a whole line", at(t, content, "close(ch)", ""), edit.Edit{Start: strings.Index(content, "\t\tclose"), End: strings.Index(content, "\t\tclose(ch);")}},
		{"a part of a line", at(t, content, "close(ch); ", ""), at(t, content, "close(ch); ", "")},
		{"the last line has no end", at(t, content, "}", ""), at(t, content, "}", "")},
	}
	for _, tt := range tests {
		if got := edit.Fit([]byte(content), tt.in); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestBasis(t *testing.T) {
	sum := edit.Basis{Sum: edit.Sum([]byte("text"))}
	refused := edit.Basis{Refused: "it is generated"}
	for _, b := range []edit.Basis{sum, refused} {
		message, got := edit.Cut(b.Add("Defer cancel"))
		if message != "Defer cancel" || got != b {
			t.Errorf("Cut(Add) = %q, %+v, want %+v", message, got, b)
		}
	}
	if message, got := edit.Cut("Defer cancel"); message != "Defer cancel" || got != (edit.Basis{}) {
		t.Errorf("Cut of a plain message = %q, %+v", message, got)
	}
}
