package main

import "testing"

// TestFetchedSources shows that each source which has to be fetched has a name of its
// own, a release and packages.
func TestFetchedSources(t *testing.T) {
	sources, err := fetchedSources()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range sources {
		if seen[s.name] || s.module.path == "" || s.module.version == "" || len(s.patterns) == 0 {
			t.Errorf("%q: twice, or without a release or packages: %v", s.name, s)
		}
		seen[s.name] = true
	}
	if len(sources) <= len(largeModules)+len(drawnModules) {
		t.Errorf("%d sources: where are the real leaks?", len(sources))
	}
}
