package leaktest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// rules remembers what each ignore of the process hid, so that one that hides
// nothing, or more than it seems to, can be named at the end of a run.
var rules ruleBook

// A ruleBook counts by the text of the rule: the same option given in a hundred
// tests is one entry.
type ruleBook struct {
	mu   sync.Mutex
	uses map[string]*ruleUse
}

type ruleUse struct {
	creators map[string]bool // who started the goroutines that the rule hid
	snapshot bool            // the rule is about ids: many creators are its purpose
}

func (b *ruleBook) register(r *rule) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.uses == nil {
		b.uses = make(map[string]*ruleUse)
	}
	if b.uses[r.text] == nil {
		b.uses[r.text] = &ruleUse{creators: make(map[string]bool), snapshot: r.snapshot}
	}
}

func (b *ruleBook) hid(r *rule, creator string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if use := b.uses[r.text]; use != nil && !use.creators[creator] {
		use.creators[creator] = true
	}
}

// notes says, one line each and in a fixed order, which rules hid nothing and
// which hid goroutines of several creators.
func (b *ruleBook) notes() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var notes []string
	for text, use := range b.uses {
		switch {
		case use.snapshot:
		case len(use.creators) == 0:
			notes = append(notes, fmt.Sprintf("%s matched nothing in this run; remove it, or check the name", text))
		case len(use.creators) > 1:
			notes = append(notes, fmt.Sprintf("%s hides goroutines of %d creators: %s; IgnoreCreatedBy names the one that you mean",
				text, len(use.creators), strings.Join(sortedKeys(use.creators), ", ")))
		}
	}
	slices.Sort(notes)
	return notes
}

func creatorOf(g *goroutine.Goroutine) string {
	if g.CreatedBy == nil {
		return "(creator unknown)"
	}
	return g.CreatedBy.Function
}

func sortedKeys(m map[string]bool) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
