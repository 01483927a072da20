package report

import (
	"bytes"
	"errors"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// offered returns the fixes as they can be applied: to the file that a person
// wrote, each line with the indentation of its place. A fix that cannot is left
// out; where the front end asks for the basis of each, it stays as a fix without
// edits that says why.
func (r *Reporter) offered(fixes []analysis.SuggestedFix) []analysis.SuggestedFix {
	var list []analysis.SuggestedFix
	for _, f := range fixes {
		edits, basis, err := r.written(f.TextEdits)
		if err != nil {
			edits, basis = nil, edit.Basis{Refused: err.Error()}
		}
		if r.options.frontEnd {
			f.Message = basis.Add(f.Message)
		} else if err != nil {
			continue
		}
		f.TextEdits = edits
		list = append(list, f)
	}
	return list
}

// The reasons for which a fix is not offered.
var (
	errGenerated = errors.New("the file is generated; what writes it has to be fixed")
	errElsewhere = errors.New("a //line directive says that the code was written in another file")
	errRewritten = errors.New("cgo has rewritten the line")
	errChanged   = errors.New("the file changed while it was analyzed")
	errSeveral   = errors.New("it would change several files")
)

// written moves the edits of one fix to the file that a person wrote, and returns
// the basis of the fix, which is that file.
func (r *Reporter) written(edits []analysis.TextEdit) ([]analysis.TextEdit, edit.Basis, error) {
	var (
		moved []analysis.TextEdit
		name  string
		sum   string
	)
	for _, e := range edits {
		if !e.End.IsValid() {
			e.End = e.Pos
		}
		file, content, err := r.target(e)
		if err != nil {
			return nil, edit.Basis{}, err
		}
		if name != "" && name != file.Name() {
			return nil, edit.Basis{}, errSeveral
		}
		name, sum = file.Name(), edit.Sum(content)
		start, end, err := r.offsets(e, file, content)
		if err != nil {
			return nil, edit.Basis{}, err
		}
		fitted := edit.Fit(content, edit.Edit{Start: start, End: end, New: string(e.NewText)})
		moved = append(moved, analysis.TextEdit{Pos: file.Pos(fitted.Start), End: file.Pos(fitted.End), NewText: []byte(fitted.New)})
	}
	return moved, edit.Basis{Sum: sum}, nil
}

// target returns the file that a person would edit in place of what was analyzed:
// the file itself, or the source of one that cgo wrote, which is then a file of the
// set that was not parsed.
func (r *Reporter) target(e analysis.TextEdit) (*token.File, []byte, error) {
	file := r.pass.Fset.File(e.Pos)
	at := r.pass.Fset.Position(e.Pos)
	if r.maker(file) == generator {
		return nil, nil, errGenerated
	}
	if filepath.Clean(at.Filename) == filepath.Clean(file.Name()) {
		content, err := r.read(file.Name())
		if err == nil && len(content) != file.Size() {
			err = errChanged
		}
		return file, content, err
	}
	if r.maker(file) != cgo || !isSource(at.Filename, file.Name()) {
		return nil, nil, errElsewhere
	}
	// The driver gives access to the files of the package, and this is none.
	content, err := os.ReadFile(at.Filename)
	if err != nil {
		return nil, nil, errElsewhere
	}
	source := r.sources[at.Filename]
	if source == nil {
		source = r.pass.Fset.AddFile(at.Filename, -1, len(content))
		source.SetLinesForContent(content)
		r.sources[at.Filename] = source
	}
	if len(content) != source.Size() {
		return nil, nil, errChanged
	}
	return source, content, nil
}

// isSource reports whether a file may be the one from which cgo made another:
// poll.cgo1.go from poll.go.
func isSource(name, made string) bool {
	base, ok := strings.CutSuffix(filepath.Base(made), ".cgo1.go")
	if !ok || filepath.Base(name) != base+".go" {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// offsets returns where an edit lies in its target.
func (r *Reporter) offsets(e analysis.TextEdit, target *token.File, content []byte) (start, end int, err error) {
	file := r.pass.Fset.File(e.Pos)
	if file == target {
		return file.Offset(e.Pos), file.Offset(e.End), nil
	}
	analyzed, err := r.read(file.Name())
	if err != nil || len(analyzed) != file.Size() {
		return 0, 0, errChanged
	}
	start, ok1 := offsetOf(content, r.pass.Fset.Position(e.Pos))
	end, ok2 := offsetOf(content, r.pass.Fset.Position(e.End))
	from, to := file.Offset(e.Pos), file.Offset(e.End)
	if !ok1 || !ok2 || start > end || !sameLines(content, start, end, analyzed, from, to) {
		return 0, 0, errRewritten
	}
	return start, end, nil
}

// offsetOf returns the offset of a line and a column, both counted from 1, the
// column in bytes.
func offsetOf(content []byte, at token.Position) (offset int, ok bool) {
	for range at.Line - 1 {
		i := bytes.IndexByte(content[offset:], '\n')
		if i < 0 {
			return 0, false
		}
		offset += i + 1
	}
	offset += at.Column - 1
	return offset, at.Line > 0 && at.Column > 0 && offset <= len(content)
}

// sameLines reports whether two texts are the same between the offsets, and on the
// rest of the lines on which these lie.
func sameLines(a []byte, a1, a2 int, b []byte, b1, b2 int) bool {
	before := func(text []byte, offset int) []byte {
		return text[bytes.LastIndexByte(text[:offset], '\n')+1 : offset]
	}
	after := func(text []byte, offset int) []byte {
		line, _, _ := bytes.Cut(text[offset:], []byte("\n"))
		return line
	}
	return bytes.Equal(before(a, a1), before(b, b1)) && bytes.Equal(a[a1:a2], b[b1:b2]) && bytes.Equal(after(a, a2), after(b, b2))
}

// read reads a file as the driver of the analysis does, which may know of a text
// that is not saved yet.
func (r *Reporter) read(name string) ([]byte, error) {
	if r.pass.ReadFile != nil {
		return r.pass.ReadFile(name)
	}
	return os.ReadFile(name)
}
