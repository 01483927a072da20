package driver

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// The home page of the tool, as SARIF names it.
const informationURI = "https://github.com/leaktight/leaktight"

// fingerprintKey names our fingerprint among those of a SARIF result; the number
// is that of the way in which it is made.
const fingerprintKey = "leaklint/v1"

// printSARIF prints the findings as a SARIF 2.1.0 log
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0): a rule for each check, and
// for each finding its place, its story as a code flow, its fixes, and a partial
// fingerprint that is the same when the code has only moved. The paths are
// relative to the current directory, with forward slashes.
func printSARIF(w io.Writer, findings []*finding, analyzers []*analysis.Analyzer) error {
	run := sarif.NewRunWithInformationURI("leaklint", informationURI)
	for _, a := range analyzers {
		title, text, _ := strings.Cut(a.Doc, "\n\n")
		run.AddRule(a.Name).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(title)).
			WithHelp(sarif.NewMultiformatMessageString().WithText(text)).
			WithHelpURI(a.URL)
	}
	for _, f := range findings {
		run.AddResult(f.sarif().WithRuleIndex(run.GetRuleIndex(f.check)))
	}
	log := report.NewV210Report()
	log.AddRun(run)
	var text strings.Builder
	if err := log.PrettyWrite(&text); err != nil {
		return fmt.Errorf("cannot write the SARIF log: %w", err)
	}
	_, err := io.WriteString(w, printable.JSON(text.String())+"\n")
	return err
}

// sarif returns the finding as a SARIF result.
func (f *finding) sarif() *sarif.Result {
	level := "error"
	if f.Category == "advice" {
		level = "note"
	}
	result := sarif.NewRuleResult(f.check).
		WithLevel(level).
		WithMessage(sarif.NewTextMessage(f.Message)).
		AddLocation(f.Posn.sarif()).
		WithPartialFingerprints(map[string]string{fingerprintKey: f.Fingerprint})
	if flow := f.codeFlow(); flow != nil {
		result.AddCodeFlow(flow)
	}
	for _, fix := range f.SuggestedFixes {
		result.AddFixe(fix.sarif())
	}
	return result
}

// codeFlow returns the story of the finding: where the goroutine starts, and
// then the related positions in their order. It is nil where there are none.
func (f *finding) codeFlow() *sarif.CodeFlow {
	if len(f.Related) == 0 {
		return nil
	}
	thread := sarif.NewThreadFlow()
	add := func(p posn, message string) {
		location := p.sarif().WithMessage(sarif.NewTextMessage(message))
		thread.AddLocation(sarif.NewThreadFlowLocation().WithLocation(location))
	}
	add(f.Posn, "the goroutine is started here")
	for _, r := range f.Related {
		add(r.Posn, r.Message)
	}
	return sarif.NewCodeFlow().AddThreadFlow(thread)
}

// sarif returns the position as a SARIF location, which has no file where that
// has no name. Lines and columns count from 1 there.
func (p posn) sarif() *sarif.Location {
	location := sarif.NewLocation()
	if p.file == "" {
		return location
	}
	region := sarif.NewRegion().WithStartLine(max(1, p.line)).WithStartColumn(max(1, p.col))
	return location.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifact(p.file)).WithRegion(region))
}

func artifact(file string) *sarif.ArtifactLocation {
	return sarif.NewSimpleArtifactLocation(uri(filepath.ToSlash(shownPath(file))))
}

// sarif returns the fix with one change for each file.
func (f fix) sarif() *sarif.Fix {
	result := sarif.NewFix().WithDescription(sarif.NewTextMessage(f.Message))
	changes := make(map[string]*sarif.ArtifactChange)
	for _, e := range f.Edits {
		change := changes[e.Filename]
		if change == nil {
			change = sarif.NewArtifactChange().WithArtifactLocation(artifact(e.Filename))
			changes[e.Filename] = change
			result.AddArtifactChange(change)
		}
		change.AddReplacement(sarif.NewReplacement().
			WithDeletedRegion(sarif.NewRegion().WithByteOffset(e.Start).WithByteLength(e.End - e.Start)).
			WithInsertedContent(sarif.NewArtifactContent().WithText(e.New)))
	}
	return result
}
