package suite

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/leaktight/leaktight/leaktest/leakkind"
)

//go:generate go run gendoc.go

// PackageDoc returns the doc.go of the pass for the kind: the kind's title and
// page as a package comment.
func PackageDoc(kind leakkind.Kind) []byte {
	var b bytes.Buffer
	text := fmt.Sprintf("Package %s is the check for this leak: %s.\n\n%s", kind.Name, kind.Title, kind.Page())
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "":
			b.WriteString("//\n")
		case strings.HasPrefix(line, "\t"):
			b.WriteString("//" + line + "\n")
		default:
			b.WriteString("// " + line + "\n")
		}
	}
	fmt.Fprintf(&b, "package %s\n", kind.Name)
	return b.Bytes()
}
