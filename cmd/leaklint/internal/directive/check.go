package directive

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// A Problem is something wrong with a directive.
type Problem struct {
	Pos     token.Pos
	Message string
}

// Problems returns the directives in leaklint's own form that have no reason,
// name a check that is not known, are comments because of a space, or hid nothing so
// far. It is to be called when
// all checks have asked [Index.Suppress].
func (x *Index) Problems(known map[string]bool) []Problem {
	x.mu.Lock()
	defer x.mu.Unlock()
	var list []Problem
	for _, fd := range x.files {
		for _, d := range fd.directives {
			if d.dialect != own {
				continue
			}
			if message := d.problem(known); message != "" {
				list = append(list, Problem{d.pos, message})
			}
		}
	}
	return list
}

// problem says what is wrong with the directive, or nothing. The checks come in
// the order in which a person would fix it.
func (d *directive) problem(known map[string]bool) string {
	verb, _ := cutSpace(strings.TrimPrefix(d.text, "//"))
	verb = printable.Text(shortened(verb))
	if d.spaced {
		if !d.meant(known) {
			return ""
		}
		return fmt.Sprintf("%s has a space before it, which makes it a comment that hides nothing: write //%s", verb, verb)
	}
	if len(d.checks) == 0 {
		return fmt.Sprintf("%s names no check, so it hides nothing: write //leaklint:ignore <check> <reason> or //leaklint:daemon <reason>", verb)
	}
	for _, check := range d.checks {
		if check == "*" || known[check] {
			continue
		}
		message := fmt.Sprintf("%s names %q, which is no check of leaklint, so it hides nothing", verb, shortened(check))
		if near := nearly(check, known); near != "" {
			message += ": is " + near + " meant?"
		}
		return message
	}
	if d.reason == "" {
		return fmt.Sprintf("%s gives no reason, so nobody can tell whether it still holds", verb)
	}
	if !d.used {
		return fmt.Sprintf("%s hides nothing here any more, so it would hide the next finding unread", verb)
	}
	return ""
}

// meant reports whether a comment that looks like a directive was to be one. Prose
// may begin so too, but it does not go on with a check.
func (d *directive) meant(known map[string]bool) bool {
	return slices.ContainsFunc(d.checks, func(check string) bool {
		return check == "*" || known[check] || nearly(check, known) != ""
	})
}

// shortened returns a word of a comment as a message shows it: a name is known by
// its beginning.
func shortened(word string) string {
	const most = 60
	if len(word) <= most {
		return word
	}
	return strings.ToValidUTF8(word[:most], "") + "..."
}
