package driver

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// printPatch prints a patch byte for byte, so that it can be applied: it holds
// lines of the sources, whatever they are. Two readers are protected all the same.
//
// Nobody applies what stands on a terminal, so there it is printable. GitHub
// Actions would obey a line of a source that looks like a workflow command; a
// patch with such a line stands between the commands that stop and resume this,
// which git apply and patch skip. The token between them cannot be guessed.
//
// A file or a pipe gets the bytes alone, as those of git diff: whoever shows them
// to a terminal, or to a runner of another kind, has to see to it.
func printPatch(w io.Writer, patch []byte, terminal, actions bool) {
	switch {
	case len(patch) == 0:
		return
	case terminal:
		lines := printable.NewWriter(w)
		_, _ = lines.Write(patch) // the writer below keeps its error
		_ = lines.Flush()
	case actions && hasCommand(patch):
		token := rand.Text()
		fmt.Fprintf(w, "::stop-commands::%s\n%s::%s::\n", token, patch, token)
	default:
		_, _ = w.Write(patch)
	}
}

// patchName returns the name of a file as the header of a patch has it, below a/ or
// b/: in quotes, as git writes it, where it holds what would end the line or be
// obeyed by a terminal. Whoever applies patches reads both.
func patchName(prefix, name string) string {
	var quoted strings.Builder
	odd := printable.Text(name) != name
	for _, c := range []byte(prefix + name) {
		switch {
		case c == '"', c == '\\':
			odd = true
			quoted.WriteByte('\\')
			quoted.WriteByte(c)
		case c < ' ', c >= 0x7f:
			fmt.Fprintf(&quoted, `\%03o`, c)
		default:
			quoted.WriteByte(c)
		}
	}
	if odd {
		return `"` + quoted.String() + `"`
	}
	return prefix + name
}

// hasCommand reports whether a line of the text would be obeyed by a runner, which
// ends a line at a carriage return too.
func hasCommand(text []byte) bool {
	for line := range bytes.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if bytes.HasPrefix(bytes.TrimSpace(line), []byte("::")) || bytes.Contains(line, []byte("##[")) {
			return true
		}
	}
	return false
}

// isTerminal reports whether what is written may come out on a terminal: other
// devices that take characters throw them away.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
