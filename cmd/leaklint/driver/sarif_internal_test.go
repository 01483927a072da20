package driver

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/checkout"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// TestSARIFIsValid validates a log with all that a finding may have, and one
// with nothing, against the schema of SARIF 2.1.0.
func TestSARIFIsValid(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	at := func(line, col int) posn { return posn{filepath.Join(wd, "ab", "first.go"), line, col} }
	checks := []*analysis.Analyzer{{Name: "sendleak", Doc: "send that nobody takes\n\nText.", URL: "https://example.com/sendleak"}}
	for name, findings := range map[string][]*finding{
		"nothing": nil,
		"all": {
			{
				check: "sendleak", Category: "leak", Posn: at(8, 2), Message: "nobody takes it (sendleak)", Fingerprint: "1d8b",
				Related: []related{{Posn: at(8, 14), Message: "blocks here"}, {Posn: posn{file: "/elsewhere/x.y"}, Message: "made here"}, {Posn: posn{}, Message: "nowhere"}},
				SuggestedFixes: []fix{{Message: "give it room", Edits: []fileEdit{
					{at(1, 1).file, edit.Edit{Start: 10, End: 12, New: ", 1"}},
					{at(1, 1).file, edit.Edit{Start: 20, End: 20, New: "x"}},
				}}},
			},
			{check: "sendleak", Category: "advice", Posn: posn{file: at(1, 1).file, line: 3}, Message: "perhaps (sendleak)", Fingerprint: "2e9c"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := printSARIF(&b, findings, checks, base{checkout.Base(wd)}); err != nil {
				t.Fatal(err)
			}
			log, err := sarif.FromBytes(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if err := log.Validate(); err != nil {
				t.Errorf("not valid: %v\n%s", err, b.Bytes())
			}
			results := log.Runs[0].Results
			if len(results) != len(findings) {
				t.Fatalf("%d results, want %d", len(results), len(findings))
			}
			for i, r := range results {
				if uri := *r.Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != "ab/first.go" {
					t.Errorf("result %d is in %q, want ab/first.go", i, uri)
				}
			}
		})
	}
}
