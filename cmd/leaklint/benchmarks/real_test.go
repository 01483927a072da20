package main

import "testing"

// TestLeakLists holds the lists of leaks to what table real needs of each leak,
// and a module to one list.
func TestLeakLists(t *testing.T) {
	seen := map[string]string{}
	for list, text := range map[string][]byte{"real": realJSON, "fixes": fixesJSON} {
		leaks, err := readLeaks(list, text)
		if err != nil {
			t.Fatal(err)
		}
		if len(leaks) == 0 {
			t.Errorf("%s: no leaks", list)
		}
		for _, l := range leaks {
			if other, ok := seen[l.Module]; ok {
				t.Errorf("%s: %s stands in list %s, too", list, l.Module, other)
			}
			seen[l.Module] = list
			if l.BugVersion == l.FixVersion || l.GoFile == "" || l.CallFile == "" || len(l.GoLines) == 0 || len(l.InFuncs) == 0 || l.Pattern == "" || l.Ref == "" {
				t.Errorf("%s: %s lacks something: %+v", list, l.Module, l)
			}
		}
	}
}
