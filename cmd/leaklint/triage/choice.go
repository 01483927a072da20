package triage

import (
	"errors"
	"fmt"
	"strings"
)

// A choice is the goroutines that are looked at, by their runtime/pprof labels, and the
// label whose values are looked at apart.
//
// A debug=2 text has labels from Go 1.27 on, and before with GODEBUG=tracebacklabels=1;
// the other forms have them always.
type choice struct {
	labels []label // all of these
	by     string  // a key, "" for none
}

// takes reports whether a goroutine with these labels is looked at.
func (c choice) takes(labels map[string]string) bool {
	for _, l := range c.labels {
		if value, ok := labels[l.key]; !ok || value != l.value {
			return false
		}
	}
	return true
}

// splitOf returns what tells the group of a goroutine from others with its stack.
func (c choice) splitOf(labels map[string]string) string {
	if c.by == "" {
		return ""
	}
	value, ok := labels[c.by]
	if !ok {
		return "no " + c.by
	}
	return fmt.Sprintf("%s=%q", c.by, value)
}

// nothing is the note about a capture in which no goroutine is chosen.
func (c choice) nothing() string {
	var wanted []string
	for _, l := range c.labels {
		wanted = append(wanted, fmt.Sprintf("%s=%q", l.key, l.value))
	}
	return fmt.Sprintf("no goroutine has the label %s; debug=2 shows labels from Go 1.27 on, debug=1 always", strings.Join(wanted, " and "))
}

// String and Set make -label a flag that may be repeated.
func (c *choice) String() string { return "" }

func (c *choice) Set(text string) error {
	key, value, ok := strings.Cut(text, "=")
	if !ok || key == "" {
		return errors.New("it is written key=value")
	}
	c.labels = append(c.labels, label{key, value})
	return nil
}
