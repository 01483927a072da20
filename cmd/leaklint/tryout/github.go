package tryout

import (
	"cmp"
	"fmt"
	"io"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/checkout"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// annotate prints each creation as a workflow command of GitHub Actions: at the go
// statement, or where the goroutine blocks when only that is below the current folder.
func (s *summary) annotate(w io.Writer) error {
	base, err := checkout.Find("")
	if err != nil {
		return err
	}
	for _, c := range s.all {
		message := []string{fmt.Sprintf("%s started by %s %s left, waiting in %s", plural(c.Count, "goroutine"),
			cmp.Or(lastName(c.CreatedBy), "the runtime"), isOrAre(c.Count), cmp.Or(c.State, "nothing"))}
		for _, p := range c.packages {
			message = append(message, "left by "+c.leavers(p))
		}
		file, line := c.CreatedIn, c.CreatedAt
		if shownPath(file) == file && shownPath(c.File) != c.File {
			file, line = c.File, c.Line
		}
		fmt.Fprintln(w, printable.Annotation("error", base.Path(file), line, 0, cmp.Or(c.Kind, "leak"), message...))
	}
	return nil
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
