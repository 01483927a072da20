package goleak

import (
	"fmt"
	"slices"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// A check is about the whole process, so a leak fails every test that comes after
// it. Its stack is shown once: the others have a line that says where.

// known takes the leaks that an earlier check has shown in full for known.
func (e *foundError) known() {
	for _, l := range e.leaks {
		if engine.Told.Shown(l.ID) {
			e.again = append(e.again, l)
		}
	}
}

// fresh returns the leaks that no earlier check has shown.
func (e *foundError) fresh() []leaktest.Leak {
	again := make(map[uint64]bool)
	for _, l := range e.again {
		again[l.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(e.leaks), func(l leaktest.Leak) bool { return again[l.ID] })
}

// linesOf returns one line for each place and test of leaks that are known.
func linesOf(leaks []leaktest.Leak) []string {
	counts := make(map[string]int)
	var texts []string
	for _, l := range leaks {
		text := known(l)
		if counts[text] == 0 {
			texts = append(texts, text)
		}
		counts[text]++
	}
	for i, text := range texts {
		subject := "1 goroutine"
		if counts[text] > 1 {
			subject = fmt.Sprintf("%d goroutines", counts[text])
		}
		texts[i] = subject + text
	}
	return texts
}

func known(l leaktest.Leak) string {
	shownBy, leftBy := engine.Told.By(l.ID)
	text := fmt.Sprintf(" in state %s, started by %s", l.State, l.CreatedBy)
	if l.CreatedBy == "" {
		text = fmt.Sprintf(" in state %s in %s", l.State, l.Function)
	}
	if leftBy != "" && leftBy != shownBy {
		text += ", left by " + leftBy
	}
	if leftBy == shownBy {
		return text + fmt.Sprintf(": left by %s and shown there", shownBy)
	}
	return text + fmt.Sprintf(": shown above, by the check of %s", shownBy)
}
