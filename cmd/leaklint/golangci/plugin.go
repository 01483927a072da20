// Package golangci makes leaklint's checks a module plugin of golangci-lint v2.
//
// Build a golangci-lint that has it with golangci-lint custom and this
// .custom-gcl.yml:
//
//	version: v2.15.0
//	plugins:
//	  - module: github.com/leaktight/leaktight/cmd/leaklint/golangci
//	    version: latest
//
// and switch it on in .golangci.yml:
//
//	version: "2"
//	linters:
//	  enable: [leaklint]
//	  settings:
//	    custom:
//	      leaklint:
//	        type: module
//	        description: goroutines without a way out
//	        settings:
//	          advice: false
//
// All checks are one linter, leaklint: //nolint:leaklint hides a finding, and the
// check's name stands at the end of each message. golangci-lint leaves out
// findings in generated files by itself.
//
// It is a module of its own so that the plugin's dependency reaches nobody else.
package golangci

import (
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

func init() {
	register.Plugin("leaklint", New)
}

// Settings are the linter's settings in .golangci.yml. They are leaklint's flags
// of the same names, all off by default.
type Settings struct {
	Advice    bool `json:"advice"`     // also report what is doubtful
	TestFiles bool `json:"test-files"` // also report on _test.go files
	Generated bool `json:"generated"`  // also report on generated files
}

// New makes the plugin from the settings as golangci-lint has read them. The
// error names a setting that does not exist.
func New(settings any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](settings)
	if err != nil {
		return nil, fmt.Errorf("leaklint: settings: %w", err)
	}
	return &plugin{s}, nil
}

type plugin struct{ settings Settings }

// BuildAnalyzers returns the checks, with the levels switched on that the
// settings ask for.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	levels := map[string]bool{
		"advice":     p.settings.Advice,
		"test-files": p.settings.TestFiles,
		"generated":  p.settings.Generated,
	}
	analyzers := suite.Analyzers()
	for _, a := range analyzers {
		for name, on := range levels {
			if a.Flags.Lookup(name) == nil {
				continue // this check has nothing to hide at that level
			}
			if err := a.Flags.Set(name, fmt.Sprint(on)); err != nil {
				return nil, fmt.Errorf("leaklint: %s of %s: %w", name, a.Name, err)
			}
		}
	}
	return analyzers, nil
}

// GetLoadMode says that the checks need types.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
