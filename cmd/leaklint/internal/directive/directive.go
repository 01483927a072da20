package directive

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"
)

// Analyzer collects the directives of a package. Its result is an [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "leaklintdirectives",
	Doc:        "collect leaklint's directives for other analyzers",
	URL:        "https://pkg.go.dev/github.com/leaktight/leaktight/cmd/leaklint",
	Run:        collect,
	ResultType: reflect.TypeFor[*Index](),
}

// A dialect is the tool whose way of writing a directive it is. Reasons and
// leftovers are only asked of our own: the other tools check theirs themselves.
type dialect int

const (
	own dialect = iota
	foreign
)

// A directive is one comment that speaks to leaklint.
type directive struct {
	pos     token.Pos
	text    string   // as written, for messages
	dialect dialect  // who else reads it
	spaced  bool     // there is a space behind the slashes, so that it is a comment
	checks  []string // names of checks; "*" stands for all of them
	reason  string   // empty when none was given
	scope   scope    // what it covers
	used    bool     // it hid a finding; guarded by Index.mu
}

// covers reports whether the directive speaks of the named check.
func (d *directive) covers(check string) bool {
	if d.spaced {
		return false
	}
	return slices.Contains(d.checks, "*") || slices.Contains(d.checks, check)
}

// collect is the Run function of [Analyzer].
func collect(pass *analysis.Pass) (any, error) {
	index := &Index{}
	for _, file := range pass.Files {
		var found []*directive
		var where *layout // only for files that have directives
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if d := parse(comment); d != nil {
					if where == nil {
						where = newLayout(pass.Fset, file)
					}
					d.scope = where.scope(group, comment)
					found = append(found, d)
				}
			}
		}
		if len(found) > 0 {
			index.files = append(index.files, fileDirectives{where, found})
		}
	}
	return index, nil
}

// parse returns the directive that the comment holds, or nil.
func parse(comment *ast.Comment) *directive {
	// "// want" is how analysistest marks what it expects, in the same comment.
	text, _, _ := strings.Cut(comment.Text, " // ")
	d := &directive{pos: comment.Pos()}
	if said := strings.TrimLeft(strings.TrimPrefix(text, "//"), " "); strings.HasPrefix(said, "leaklint:") {
		d.spaced = "//"+said != text
		text = "//" + said
	}
	d.text = text
	switch verb, rest := cutSpace(text); {
	case verb == "//leaklint:ignore":
		checks, reason := cutSpace(rest)
		d.checks = splitNames(checks)
		d.reason = reason
	case verb == "//leaklint:daemon":
		d.checks = []string{"*"}
		d.reason = rest
	case strings.HasPrefix(verb, "//leaklint:"):
		// An unknown verb is kept: it names no check and is reported as such.
	case strings.HasPrefix(verb, "//nolint:"):
		return parseForeign(d, strings.TrimPrefix(verb, "//nolint:"))
	case verb == "//lint:ignore", verb == "//lint:file-ignore":
		checks, _ := cutSpace(rest)
		return parseForeign(d, checks)
	default:
		return nil
	}
	return d
}

// parseForeign completes a directive in another tool's form. It returns nil
// when leaklint is not among the names: nolint and lint:ignore speak to many
// tools, and their check names are those tools' own.
func parseForeign(d *directive, names string) *directive {
	if !slices.Contains(splitNames(names), "leaklint") {
		return nil
	}
	d.dialect = foreign
	d.checks = []string{"*"}
	return d
}

// cutSpace returns what comes before the first white space, and what after it,
// trimmed.
func cutSpace(text string) (before, after string) {
	i := strings.IndexFunc(text, unicode.IsSpace)
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimSpace(text[i:])
}

func splitNames(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}
