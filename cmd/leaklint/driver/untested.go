package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The go command vets a package together with its tests, so tests that do not
// build hide the package. Without -test-files nobody asked for them: then go vet
// runs once more, with an overlay that takes their files away. All that did not
// fail is in its cache by then.

// vetWithoutBrokenTests is vetOnce without the tests that do not build. The
// messages of a run that is repeated are left to the next.
func (o *options) vetWithoutBrokenTests(ctx context.Context, stderr io.Writer, extra []string) (*result, error) {
	untested := make(map[string]*listedPackage)
	flags := extra
	for {
		held := newHeldMessages(stderr)
		res, err := o.vetOnce(ctx, held, flags)
		if ctx.Err() != nil && err != nil {
			return nil, interrupted(ctx)
		}
		if err != errVet {
			held.release()
			sayUntested(stderr, untested)
			return res, err
		}
		packages := o.list(ctx, flags)
		more := broken(packages, held.failed, untested)
		if len(more) > 0 {
			maps.Copy(untested, more)
			var done func()
			if flags, done, err = o.overlayWithout(ctx, extra, untested); err == nil {
				defer done()
				continue
			}
		}
		if ctx.Err() != nil {
			return nil, interrupted(ctx)
		}
		held.release()
		maps.DeleteFunc(untested, func(path string, p *listedPackage) bool {
			return more[path] != nil || held.failed[path] || packages[path] == nil || packages[path].Error != nil
		})
		sayUntested(stderr, untested)
		return res, errVet
	}
}

// sayUntested tells what was left out.
func sayUntested(stderr io.Writer, untested map[string]*listedPackage) {
	for _, path := range slices.Sorted(maps.Keys(untested)) {
		fmt.Fprintf(stderr, "leaklint: the tests of package %s do not build, so it was analyzed without them (-test-files shows why)\n", path)
	}
}

// broken returns the packages that have tests, some part of which does not load
// or is among those that failed to build; without those that are known.
func broken(packages map[string]*listedPackage, failed map[string]bool, known map[string]*listedPackage) map[string]*listedPackage {
	more := make(map[string]*listedPackage)
	for name, part := range packages {
		p := packages[part.owner]
		if p == nil || known[part.owner] != nil || len(p.testFiles()) == 0 {
			continue
		}
		if failed[name] || part.Error != nil || len(part.DepsErrors) > 0 {
			more[part.owner] = p
		}
	}
	return more
}

// overlayWithout returns the flags of go vet with an overlay in which packages
// have no tests, on top of the one that is set already. Done removes its file.
func (o *options) overlayWithout(ctx context.Context, extra []string, untested map[string]*listedPackage) (flags []string, done func(), err error) {
	var overlay struct{ Replace map[string]string }
	if base := o.overlayFile(ctx, extra); base != "" {
		data, err := os.ReadFile(base)
		if err == nil {
			err = json.Unmarshal(data, &overlay)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if overlay.Replace == nil {
		overlay.Replace = make(map[string]string)
	}
	dir, err := os.MkdirTemp("", "leaklint")
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = os.RemoveAll(dir) }
	for i, path := range slices.Sorted(maps.Keys(untested)) {
		p := untested[path]
		for _, file := range p.testFiles() {
			overlay.Replace[file] = ""
		}
		if len(p.GoFiles)+len(p.CgoFiles) == 0 { // a folder needs a Go file to be a package
			empty := filepath.Join(dir, fmt.Sprintf("empty%d.go", i))
			overlay.Replace[p.testFiles()[0]] = empty
			err = errors.Join(err, os.WriteFile(empty, []byte("package "+strings.TrimSuffix(p.Name, "_test")+"\n"), 0o600))
		}
	}
	data, jsonErr := json.Marshal(overlay)
	name := filepath.Join(dir, "overlay.json")
	if err = errors.Join(err, jsonErr, os.WriteFile(name, data, 0o600)); err != nil {
		done()
		return nil, nil, err
	}
	return slices.Concat(extra, []string{"-overlay=" + name}), done, nil
}
