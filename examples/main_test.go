package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// TestScenarios compares what both halves say of each scenario with the
// transcript that stands beside it.
func TestScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("builds leaklint and runs go test")
	}
	tools, err := newTools(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tools.close)
	scenarios, err := tools.scenarios(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(scenarios) == 0 {
		t.Fatal("no scenario found")
	}
	for _, s := range scenarios {
		t.Run(s, func(t *testing.T) {
			got, err := tools.run(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join(s, "transcript.txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(steady(string(want)), got); diff != "" {
				t.Errorf("the transcript differs (-want +got), go test ./examples -update writes it anew:\n%s", diff)
			}
		})
	}
}

// TestUnknownScenario asks for one that is not there.
func TestUnknownScenario(t *testing.T) {
	tools := &tools{root: ".."}
	if _, err := tools.scenarios([]string{"nothing"}); err == nil || err.Error() != `no scenario "nothing"; there are handler, receive` {
		t.Errorf("scenarios(nothing) = %v, want an error that names those that there are", err)
	}
}
