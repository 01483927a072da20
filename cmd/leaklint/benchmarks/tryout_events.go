package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// outcomes are the outcomes that tests had, by package and name.
type outcomes map[string]outcomeSet

type outcomeSet map[string]bool

func (s outcomeSet) String() string { return strings.Join(slices.Sorted(maps.Keys(s)), " or ") }

// A triedLeak is the attribute by which leaklint test -json tells of a leak.
type triedLeak struct {
	State, Owner, Function, File string
	Line                         int
	CreatedBy                    string `json:"created_by"`
	pkg                          string
}

// readEvents reads what go test -json prints. Of a test that is reported twice the
// last word holds.
func readEvents(text []byte, into outcomes, packages map[string]bool) (leaks []triedLeak, err error) {
	last := make(map[string]string)
	for line := range bytes.Lines(text) {
		var e struct{ Action, Package, Test, Key, Value string }
		if json.Unmarshal(line, &e) != nil {
			continue // what the go command says of a build
		}
		name := strings.TrimSpace(e.Package + " " + e.Test)
		switch {
		case e.Action == "attr" && e.Key == "leaktest.leak":
			l := triedLeak{pkg: e.Package}
			if err := json.Unmarshal([]byte(e.Value), &l); err != nil {
				return nil, fmt.Errorf("cannot read a leak: %w", err)
			}
			leaks = append(leaks, l)
		case e.Action == "pass" || e.Action == "fail" || e.Action == "skip":
			last[name] = e.Action
			packages[e.Package] = true
		}
	}
	for name, outcome := range last {
		if into[name] == nil {
			into[name] = outcomeSet{}
		}
		into[name][outcome] = true
	}
	return leaks, nil
}

// mergeLeaks leaves out what was said before.
func mergeLeaks(leaks []triedLeak) []triedLeak {
	seen := make(map[triedLeak]bool)
	return slices.DeleteFunc(leaks, func(l triedLeak) bool {
		twice := seen[l]
		seen[l] = true
		return twice
	})
}

// distinct returns one leak for each creator and blocked function.
func (t *trial) distinct() []triedLeak {
	seen := make(map[[2]string]bool)
	var leaks []triedLeak
	for _, l := range t.leaks {
		if key := [2]string{l.CreatedBy, l.Function}; !seen[key] {
			seen[key] = true
			leaks = append(leaks, l)
		}
	}
	return leaks
}

// readTryoutJudged reads the judgments, by module, creator and blocked function.
func readTryoutJudged(text string) (map[string]judgment, error) {
	judged := make(map[string]judgment)
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 5 || cells[4] == "" {
			return nil, fmt.Errorf("tryout-judged.txt: want five cells: %q", line)
		}
		v := verdict(cells[3])
		if v != right && v != wrong && v != undecided {
			return nil, fmt.Errorf("tryout-judged.txt: unknown verdict %q", v)
		}
		key := strings.Join(cells[:3], "\t")
		if _, twice := judged[key]; twice {
			return nil, fmt.Errorf("tryout-judged.txt: judged twice: %s", key)
		}
		judged[key] = judgment{Module: cells[0], Func: cells[2], Verdict: v, Why: cells[4]}
	}
	return judged, nil
}
