package tryout

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// annotate prints each creation as a workflow command of GitHub Actions, at the go
// statement, or where the goroutine blocks when that is in the user's files alone.
func (s *summary) annotate(w io.Writer) {
	for _, c := range s.all {
		message := []string{fmt.Sprintf("%s started by %s %s left, waiting in %s", plural(c.Count, "goroutine"),
			cmp.Or(lastName(c.CreatedBy), "the runtime"), isOrAre(c.Count), cmp.Or(c.State, "nothing"))}
		for _, p := range c.packages {
			message = append(message, "left by "+c.leavers(p))
		}
		file, line := c.CreatedIn, c.CreatedAt
		if !isLocal(file) && isLocal(c.File) {
			file, line = c.File, c.Line
		}
		fmt.Fprintln(w, printable.Annotation("error", shownPath(file), line, 0, cmp.Or(c.Kind, "leak"), message...))
	}
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// isLocal reports whether a file stands below the current folder.
func isLocal(name string) bool { return shownPath(name) != filepath.ToSlash(name) }
