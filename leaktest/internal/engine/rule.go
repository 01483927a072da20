package engine

import (
	"slices"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A Rule is one reason to take a goroutine for meant to live on. Rules match
// whole names as the runtime prints them, never substrings.
type Rule struct {
	Text  string // the option as it stands in the source, for messages
	Match func(r *Candidate) bool

	Quick    func(rec goroutine.Record) bool // may say yes before the record is parsed; nil for never
	Snapshot bool                            // the rule is about ids
	Preset   bool                            // the rule is a list of ours, of which a program has few
	List     leakList                        // the rule is that of a list, which counts by itself
}

// PackageIgnores are the rules that VerifyTestMain gives to every check.
var PackageIgnores RuleList

// A RuleList is a list of rules that grows.
type RuleList struct {
	mu    sync.Mutex
	rules []*Rule
}

// Add appends rules.
func (l *RuleList) Add(rules []*Rule) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rules = append(l.rules, rules...)
}

// All returns the rules so far.
func (l *RuleList) All() []*Rule {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clip(l.rules)
}

// A leakList is a list of known leaks, to which what is left can be added.
type leakList interface {
	Add(candidates []Candidate) error
}
