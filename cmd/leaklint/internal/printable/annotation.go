package printable

import (
	"fmt"
	"strings"
)

// Annotation returns a workflow command that GitHub Actions shows at a line of a
// file:
//
//	::error file=app.go,line=1,col=5,title=sendleak::message
//
// Lines and columns count from 1; a column of 0 is left out, and so is a file without
// a name. The message may have several lines. See
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func Annotation(level, file string, line, col int, title string, message ...string) string {
	place := ""
	if file != "" {
		place = fmt.Sprintf("file=%s,line=%d,", githubProperty.Replace(Text(file)), max(1, line))
		if col > 0 {
			place += fmt.Sprintf("col=%d,", col)
		}
	}
	for i := range message {
		message[i] = Text(message[i])
	}
	return fmt.Sprintf("::%s %stitle=%s::%s", level, place,
		githubProperty.Replace(Text(title)), githubData.Replace(strings.Join(message, "\n")))
}

// A runner decodes these, in the text and in what stands before it. It looks for
// the mark of an older kind of command anywhere in a line.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", "##[", `#\x23[`)
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C", "##[", `#\x23[`)
)
