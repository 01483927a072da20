package engine

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// Rules remembers what each ignore of the process hid, so that one that hides
// nothing, or more than it seems to, can be named at the end of a run.
var Rules ruleBook

// A ruleBook counts by the text of the rule: the same option given in a hundred
// tests is one entry.
type ruleBook struct {
	mu   sync.Mutex
	uses map[string]*ruleUse
}

type ruleUse struct {
	*Rule
	hidden   map[uint64]bool // the goroutines that it hid, by id
	creators map[string]bool // who started them
}

// Register makes a rule known, so that one which hides nothing is named.
func (b *ruleBook) Register(r *Rule) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.uses == nil {
		b.uses = make(map[string]*ruleUse)
	}
	if b.uses[r.Text] == nil {
		b.uses[r.Text] = &ruleUse{r, make(map[uint64]bool), make(map[string]bool)}
	}
}

// hid notes that a rule hid a goroutine. Of a snapshot nothing is kept: it hides
// many, which is its purpose; a list of known leaks counts by itself.
func (b *ruleBook) hid(r *Rule, id uint64, creator string) {
	if r.Snapshot || r.List != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if use := b.uses[r.Text]; use != nil {
		use.hidden[id] = true
		use.creators[creator] = true
	}
}

// Notes says, one line each and in a fixed order, how many goroutines each rule
// hid, which hid none, and which hid those of several creators.
func (b *ruleBook) Notes() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var notes []string
	for text, use := range b.uses {
		hid, creators := report.Plural(len(use.hidden), "goroutine"), strings.Join(sortedKeys(use.creators), ", ")
		switch {
		case use.Snapshot, use.Preset && len(use.hidden) == 0:
		case use.Preset:
			notes = append(notes, fmt.Sprintf("%s hid %s, started by %s", text, hid, creators))
		case len(use.hidden) == 0:
			notes = append(notes, fmt.Sprintf("%s matched nothing in this run; remove it, or check the name", text))
		case len(use.creators) > 1:
			notes = append(notes, fmt.Sprintf("%s hides goroutines of %d creators: %s; it hid %s; IgnoreCreatedBy names the one that you mean",
				text, len(use.creators), creators, hid))
		default:
			notes = append(notes, fmt.Sprintf("%s hid %s", text, hid))
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
