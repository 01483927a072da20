package tryout

import "testing"

// TestUpdatedKnown: a list of known leaks is that of the last run of all tests, with
// what people have written into it.
func TestUpdatedKnown(t *testing.T) {
	const a, b = "recvleak m.A m.A.func1", "sendleak m.B m.B.func1"
	for _, test := range []struct {
		before       string
		found        []string
		whole        bool
		after        string
		added, fixed int
		reason       string
	}{
		{"", []string{a, b}, true, knownHead + a + "\n" + b + "\n", 2, 0, "a new list"},
		{knownHead + a + "\n", []string{a}, true, knownHead + a + "\n", 0, 0, "nothing has changed"},
		{"# ours\n" + a + "   # issue 42\n", []string{a, b}, true, "# ours\n" + a + "   # issue 42\n" + b + "\n", 1, 0, "comments stay"},
		{knownHead + a + "\n" + b + "\n", []string{b}, true, knownHead + b + "\n", 0, 1, "what is fixed goes"},
		{knownHead + a + "\n", []string{b}, false, knownHead + a + "\n" + b + "\n", 1, 0, "a part of the tests fixes nothing"},
	} {
		after, added, fixed := updatedKnown(test.before, test.found, test.whole)
		if after != test.after || added != test.added || fixed != test.fixed {
			t.Errorf("%s: %q, %d added, %d fixed; want %q, %d, %d", test.reason, after, added, fixed, test.after, test.added, test.fixed)
		}
	}
}
