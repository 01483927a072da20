package golangci_test

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"

	_ "github.com/leaktight/leaktight/cmd/leaklint/golangci"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

func TestPlugin(t *testing.T) {
	newPlugin, err := register.GetPlugin("leaklint")
	if err != nil {
		t.Fatal(err)
	}
	plugin, err := newPlugin(map[string]any{"advice": true})
	if err != nil {
		t.Fatal(err)
	}
	if mode := plugin.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q, want %q", mode, register.LoadModeTypesInfo)
	}
	analyzers, err := plugin.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(analyzers), len(suite.Analyzers()); got != want {
		t.Errorf("%d analyzers, want the %d of the suite", got, want)
	}
	for _, a := range analyzers {
		for name, want := range map[string]string{"advice": "true", "test-files": "false"} {
			if f := a.Flags.Lookup(name); f != nil && f.Value.String() != want {
				t.Errorf("%s: %s is %s, want %s", a.Name, name, f.Value, want)
			}
		}
	}
}

func TestUnknownSetting(t *testing.T) {
	newPlugin, err := register.GetPlugin("leaklint")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newPlugin(map[string]any{"advise": true}); err == nil || !strings.Contains(err.Error(), "advise") {
		t.Errorf("error %v, want one that names the setting", err)
	}
}
