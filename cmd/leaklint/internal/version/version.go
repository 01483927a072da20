// Package version says which leaklint this is.
package version

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Info is what the go command has written into the program.
type Info struct {
	Version string // of the module, such as v1.2.3; "(devel)" of a working copy
	Commit  string // empty where the program was not built in a repository
	Dirty   bool   // the working copy had changes
	Go      string // the release that built it
}

// Get returns the Info of this program.
func Get() Info {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return Info{Version: "unknown", Go: runtime.Version()}
	}
	return of(build)
}

func of(build *debug.BuildInfo) Info {
	info := Info{Version: build.Main.Version, Go: build.GoVersion}
	if info.Version == "" {
		info.Version = "(devel)"
	}
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision":
			info.Commit = s.Value
		case "vcs.modified":
			info.Dirty = s.Value == "true"
		}
	}
	return info
}

// String returns the line that `leaklint version` prints.
func (i Info) String() string {
	text := "leaklint " + i.Version
	switch {
	case i.Commit != "" && i.Dirty:
		text += fmt.Sprintf(" (commit %.12s, with changes)", i.Commit)
	case i.Commit != "":
		text += fmt.Sprintf(" (commit %.12s)", i.Commit)
	}
	return fmt.Sprintf("%s, built with %s for %s/%s", text, i.Go, runtime.GOOS, runtime.GOARCH)
}
