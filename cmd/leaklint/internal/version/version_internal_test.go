package version

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestString pins the line for a release, for a working copy, and for a program that
// was built elsewhere.
func TestString(t *testing.T) {
	platform := " for " + runtime.GOOS + "/" + runtime.GOARCH
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, tt := range []struct {
		build debug.BuildInfo
		want  string
	}{
		{debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"}},
			"leaklint v1.2.3, built with go1.26.8"},
		{debug.BuildInfo{GoVersion: "go1.27.4", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
			setting("vcs.revision", "0123456789abcdef"), setting("vcs.modified", "false")}},
			"leaklint v1.2.3 (commit 0123456789ab), built with go1.27.4"},
		{debug.BuildInfo{GoVersion: "go1.26.8", Settings: []debug.BuildSetting{
			setting("vcs.revision", "0123456789abcdef"), setting("vcs.modified", "true")}},
			"leaklint (devel) (commit 0123456789ab, with changes), built with go1.26.8"},
	} {
		if got := of(&tt.build).String(); got != tt.want+platform {
			t.Errorf("String() = %q, want %q", got, tt.want+platform)
		}
	}
}
