package printable

import (
	"fmt"
	"strings"
)

// JSON returns a JSON text that means the same and is safe to show: controls that
// JSON does not escape by itself, and the mark of a workflow command, are written
// as \u009b. Both can stand in strings only. A line of JSON never begins with the
// other mark.
func JSON(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= 0x7f && isControl(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "##[", `#\u0023[`)
}
