package report

import (
	"os"
	"strings"
)

// ANSI escape sequences (ECMA-48, section 8.3.117): what a report is painted in.
const (
	bold  = "\x1b[1m"
	red   = "\x1b[1;31m"
	cyan  = "\x1b[36m"
	plain = "\x1b[0m"
)

// WantsColor reports whether f is a terminal that shows colors and whose user
// did not turn them off (https://no-color.org). Under go test it is a pipe, so
// colors show where the test binary is run by itself.
func WantsColor(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && colorTerm(os.Getenv("TERM"))
}

// colorTerm reports whether a terminal of that type shows colors.
func colorTerm(term string) bool { return term != "" && term != "dumb" }

// Painted returns a report in colors: the first line red, the places where
// goroutines block bold, the hints cyan.
func Painted(report string) string {
	var b strings.Builder
	first := true
	for line := range strings.Lines(report) {
		text := strings.TrimRight(line, "\n")
		color := ""
		switch trimmed := strings.TrimLeft(text, " "); {
		case first:
			color = red
		case strings.HasPrefix(trimmed, "hint: "):
			color = cyan
		case strings.Contains(trimmed, ": still ") || strings.Contains(trimmed, ": stuck "):
			color = bold
		}
		first = false
		if color == "" {
			b.WriteString(line)
			continue
		}
		b.WriteString(color + text + plain + line[len(text):])
	}
	return b.String()
}
