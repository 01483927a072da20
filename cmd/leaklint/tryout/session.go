package tryout

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A session is one run of the command.
type session struct {
	options   *options
	stdout    io.Writer
	stderr    io.Writer
	toolchain *toolchain
	goCommand string     // the one of the GOROOT that lends
	overlay   *overlay   // the user's own
	known     *knownList // what the packages tolerate, or nil
}

func run(ctx context.Context, stdout, stderr io.Writer, o *options) (int, error) {
	s := &session{options: o, stdout: stdout, stderr: stderr}
	if o.dir != "" {
		if err := os.Chdir(o.dir); err != nil {
			return 0, err
		}
	}
	if err := s.prepare(ctx); err != nil {
		return 0, err
	}
	packages, err := s.listPackages(ctx)
	if err != nil {
		return 0, err
	}
	if o.write {
		return 0, s.keep(ctx, packages)
	}
	plans := s.planAll(ctx, packages)
	if o.list {
		return 0, writePlans(stdout, plans)
	}
	return s.test(ctx, plans)
}

// prepare finds the toolchain, makes the GOROOT that lends, and reads the user's
// overlay.
func (s *session) prepare(ctx context.Context) error {
	var err error
	if s.toolchain, err = readToolchain(ctx, s.stderr); err != nil {
		return err
	}
	root, err := s.toolchain.lend(ctx)
	if err != nil {
		return err
	}
	s.goCommand = filepath.Join(root, "bin", goName)
	if os.Getenv("GOROOT") != "" { // it would hold for the go command
		if err := os.Setenv("GOROOT", root); err != nil {
			return err
		}
	}
	for _, f := range strings.Fields(s.toolchain.Flags) {
		name, value, _ := splitFlag(f)
		switch {
		case name == "overlay" && s.options.overlay == "":
			s.options.overlay = value
		case name == "json":
			s.options.json = s.options.json || value == "" || value == "true"
		}
	}
	if s.overlay, err = readOverlay(s.options.overlay); err != nil || s.options.known == "" || updating() {
		return err
	}
	s.known, err = readKnown(s.options.known)
	return err
}
