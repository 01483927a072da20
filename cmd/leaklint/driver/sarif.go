package driver

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/version"
)

// The home page of the tool, as SARIF names it.
const informationURI = "https://github.com/leaktight/leaktight"

// fingerprintKey names our fingerprint among those of a SARIF result; the number
// is that of the way in which it is made.
const fingerprintKey = "leaklint/v2"

// printSARIF prints the findings as a SARIF 2.1.0 log
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0): a rule for each check, and
// for each finding its place, its story as a code flow, its fixes, and a partial
// fingerprint that is the same when the code has only moved. The paths are
// relative to the base, with forward slashes.
func printSARIF(w io.Writer, findings []*finding, analyzers []*analysis.Analyzer, base base) error {
	run := sarif.NewRunWithInformationURI("leaklint", informationURI)
	run.Tool.Driver.WithVersion(version.Get().Version)
	for _, a := range analyzers {
		addRule(run, a)
	}
	for _, f := range findings {
		run.AddResult(base.result(f).WithRuleIndex(run.GetRuleIndex(f.check)))
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

// result returns the finding as a SARIF result.
func (b base) result(f *finding) *sarif.Result {
	level := "error"
	if f.Category == advice {
		level = "note"
	}
	result := sarif.NewRuleResult(f.check).
		WithLevel(level).
		WithMessage(sarif.NewTextMessage(f.Message)).
		AddLocation(b.location(f.Posn)).
		WithPartialFingerprints(map[string]string{fingerprintKey: f.Fingerprint})
	for i, r := range f.Related {
		if isFile(r.Posn.file) {
			result.AddRelatedLocation(b.location(r.Posn).WithID(i + 1).WithMessage(sarif.NewTextMessage(r.Message)))
		}
	}
	if flow := b.codeFlow(f); flow != nil {
		result.AddCodeFlow(flow)
	}
	for _, fix := range f.SuggestedFixes {
		result.AddFixe(b.fix(fix))
	}
	return result
}

// isFile reports whether a file is there to be shown: a place in another module may
// have the path of its package in place of a file's.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// codeFlow returns the story of the finding: where the goroutine starts, and
// then the related positions in their order. It is nil where there are none. Where
// a file cannot be shown, its place stands in the text.
func (b base) codeFlow(f *finding) *sarif.CodeFlow {
	if len(f.Related) == 0 {
		return nil
	}
	thread := sarif.NewThreadFlow()
	add := func(location *sarif.Location, message string) {
		location.WithMessage(sarif.NewTextMessage(message))
		thread.AddLocation(sarif.NewThreadFlowLocation().WithLocation(location))
	}
	add(b.location(f.Posn), "the goroutine is started here")
	for _, r := range f.Related {
		if r.Posn.file == "" || isFile(r.Posn.file) {
			add(b.location(r.Posn), r.Message)
		} else {
			add(sarif.NewLocation(), r.Message+": "+r.Posn.String())
		}
	}
	return sarif.NewCodeFlow().AddThreadFlow(thread)
}

// location returns the position as a SARIF location, which has no file where that
// has no name. Lines and columns count from 1 there.
func (b base) location(p posn) *sarif.Location {
	location := sarif.NewLocation()
	if p.file == "" {
		return location
	}
	region := sarif.NewRegion().WithStartLine(max(1, p.line)).WithStartColumn(max(1, p.col))
	return location.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(b.artifact(p.file)).WithRegion(region))
}

func (b base) artifact(file string) *sarif.ArtifactLocation {
	return sarif.NewSimpleArtifactLocation(uri(filepath.ToSlash(b.Path(file))))
}

// fix returns the fix with one change for each file.
func (b base) fix(f fix) *sarif.Fix {
	result := sarif.NewFix().WithDescription(sarif.NewTextMessage(f.Message))
	changes := make(map[string]*sarif.ArtifactChange)
	for _, e := range f.Edits {
		change := changes[e.Filename]
		if change == nil {
			change = sarif.NewArtifactChange().WithArtifactLocation(b.artifact(e.Filename))
			changes[e.Filename] = change
			result.AddArtifactChange(change)
		}
		change.AddReplacement(sarif.NewReplacement().
			WithDeletedRegion(sarif.NewRegion().WithByteOffset(e.Start).WithByteLength(e.End - e.Start)).
			WithInsertedContent(sarif.NewArtifactContent().WithText(e.New)))
	}
	return result
}
