package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A scenario is a folder with a leaking program and its fixed twin.
type scenario struct {
	name string // of the folder
	kind leakkind.Kind
}

var kindInDoc = regexp.MustCompile(`has a leak of the kind (\w+):`)

// findRoot returns the root of the repository.
func findRoot(ctx context.Context) (string, error) {
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(mod)))
	if _, err := os.Stat(filepath.Join(root, "cmd", "leaklint")); err != nil {
		return "", errors.New("run it inside a clone of the repository: no cmd/leaklint in " + root)
	}
	return root, nil
}

// scenarios returns all of them, in the order of package leakkind. The doc
// comment of a scenario's leaky.go names its leak kind.
func scenarios(root string) ([]scenario, error) {
	files, err := filepath.Glob(filepath.Join(root, "examples", "*", "leaky.go"))
	if err != nil {
		return nil, err
	}
	var all []scenario
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			return nil, err
		}
		match := kindInDoc.FindStringSubmatch(strings.Join(strings.Fields(parsed.Doc.Text()), " "))
		if match == nil {
			continue // not a scenario but a program of its own
		}
		kind, ok := leakkind.Lookup(match[1])
		if !ok {
			return nil, fmt.Errorf("%s: no leak kind %q", file, match[1])
		}
		all = append(all, scenario{filepath.Base(filepath.Dir(file)), kind})
	}
	order := leakkind.All()
	slices.SortStableFunc(all, func(a, b scenario) int {
		return cmp.Compare(slices.Index(order, a.kind), slices.Index(order, b.kind))
	})
	return all, nil
}

// choose returns the scenarios with the given names or leak kinds, those to
// begin with where there are none, and an error when one is unknown.
func choose(all []scenario, args []string) ([]scenario, error) {
	if len(args) == 1 && args[0] == "all" {
		return all, nil
	}
	if len(args) == 0 {
		args = first
	}
	var chosen []scenario
	for _, arg := range args {
		found := false
		for _, s := range all {
			if arg == s.name || arg == s.kind.Name {
				chosen = append(chosen, s)
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("no scenario %q: go run ./examples list names those that there are", arg)
		}
	}
	return chosen, nil
}
