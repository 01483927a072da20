package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// printEdits makes random edits in random files of the standard library, in the way
// of leaklint -fix: the edit is given its place's indentation, applied, and tried by
// the vet tool in an overlay. What comes through has to compile.
//
// The rule by which they are drawn is printed with its seed. A round takes packages
// of which none imports another, so that one that does not compile hides no other,
// and draws in each until an edit can be applied, three times at the most.
func printEdits(ctx context.Context, b *bench) error {
	pkgs, err := b.stdPackages(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%d edits, seed %d: a package, a file of it, a kind and a place, each by equal chance\n", b.edits, b.seed)
	d := &drawing{bench: b, random: rand.New(rand.NewPCG(b.seed, 0)), pkgs: pkgs, count: map[string]int{}}
	for d.drawn < b.edits && ctx.Err() == nil {
		if err := d.round(ctx); err != nil {
			return err
		}
		fmt.Fprintf(b.log, "%d of %d\n", d.drawn, b.edits)
	}
	t := newTable(b.out, "outcome", "edits")
	for _, outcome := range slices.Sorted(maps.Keys(d.count)) {
		t.row(outcome, d.count[outcome])
	}
	t.flush()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if n := d.count[outcomeBroken]; n > 0 {
		return fmt.Errorf("%d edits came through and do not compile", n)
	}
	return nil
}

// The outcomes of an edit that was not refused for its form.
const (
	outcomeKept    = "made: it compiles"
	outcomeRefused = "refused: the result would not compile"
	outcomeBroken  = "BROKEN: it was made and does not compile"
)

// A stdPackage is a package of the standard library as go list describes it.
type stdPackage struct {
	ImportPath                                         string
	Dir                                                string
	GoFiles, TestGoFiles, XTestGoFiles, Deps, CgoFiles []string
}

// stdPackages lists the standard library without what it vendors.
func (b *bench) stdPackages(ctx context.Context) ([]stdPackage, error) {
	r, err := command{dir: b.work, env: []string{"GOFLAGS="}, args: []string{"list", "-json=ImportPath,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Deps", "std"}}.run(ctx)
	if err != nil {
		return nil, err
	}
	var pkgs []stdPackage
	dec := json.NewDecoder(bytes.NewReader(r.stdout))
	for {
		var p stdPackage
		if err := dec.Decode(&p); err == io.EOF {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		if len(p.GoFiles) > 0 && !strings.HasPrefix(p.ImportPath, "vendor/") {
			pkgs = append(pkgs, p)
		}
	}
}

// A drawing draws edits and counts what becomes of them.
type drawing struct {
	*bench
	random *rand.Rand
	pkgs   []stdPackage
	drawn  int
	count  map[string]int // by outcome
}

// An attempt is an edit that could be applied.
type attempt struct {
	pkg   stdPackage
	file  string
	after []byte
}

// drawsEach bounds the draws for one package of a round: a file of comments alone
// takes hardly any edit.
const drawsEach = 3

// round draws an edit for each of the packages of a round and tries them.
func (d *drawing) round(ctx context.Context) error {
	var tries []attempt
	for _, p := range d.apart() {
		for try := 0; try < drawsEach && d.drawn < d.edits; try++ {
			d.drawn++
			file := filepath.Join(p.Dir, p.GoFiles[d.random.IntN(len(p.GoFiles))])
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			after, err := edit.Apply(content, []edit.Edit{edit.Fit(content, draw(d.random, content))})
			if err == nil {
				tries = append(tries, attempt{p, file, after})
				break
			}
			reason, _, _ := strings.Cut(err.Error(), ": ")
			d.count["refused: "+reason]++
		}
	}
	kept, err := d.vetted(ctx, tries)
	if err != nil {
		return err
	}
	return d.compile(ctx, kept)
}

// apart chooses packages of which none imports another.
func (d *drawing) apart() []stdPackage {
	var chosen []stdPackage
	for _, i := range d.random.Perm(len(d.pkgs)) {
		p := d.pkgs[i]
		if !slices.ContainsFunc(chosen, func(c stdPackage) bool {
			return slices.Contains(c.Deps, p.ImportPath) || slices.Contains(p.Deps, c.ImportPath)
		}) {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// vetted returns the attempts with which the vet tool can analyze their package.
func (d *drawing) vetted(ctx context.Context, tries []attempt) ([]attempt, error) {
	args := append([]string{"vet", "-vettool=" + d.tool, "-json"}, d.flags...)
	failed, err := d.failing(ctx, args, tries)
	if err != nil {
		return nil, err
	}
	var kept []attempt
	for _, a := range tries {
		if failed[a.pkg.ImportPath] {
			d.count[outcomeRefused]++
		} else {
			kept = append(kept, a)
		}
	}
	return kept, nil
}

// compile counts which attempts the compiler takes.
func (d *drawing) compile(ctx context.Context, kept []attempt) error {
	failed, err := d.failing(ctx, []string{"build"}, kept)
	if err != nil {
		return err
	}
	for _, a := range kept {
		if !failed[a.pkg.ImportPath] {
			d.count[outcomeKept]++
			continue
		}
		d.count[outcomeBroken]++
		fmt.Fprintf(d.out, "does not compile: %s\n", a.file)
	}
	return nil
}

// failing runs the go command on the packages of the attempts, with each file as it
// would be, and returns for which packages it has something to say. Those that do
// not load keep it from looking at the others, which are then looked at again.
func (d *drawing) failing(ctx context.Context, args []string, tries []attempt) (map[string]bool, error) {
	failed := make(map[string]bool)
	for len(tries) > 0 {
		r, err := d.overlaid(ctx, args, tries)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, m := range packageLine.FindAllSubmatch(r.stderr, -1) {
			failed[string(m[1])] = true
		}
		if err == nil || len(failed) > 0 && packageLine.Match(r.stderr) {
			break
		}
		loading := slices.DeleteFunc(slices.Clone(tries), func(a attempt) bool {
			bad := bytes.Contains(r.stderr, []byte(a.pkg.Dir)) || bytes.Contains(r.stderr, []byte("package "+a.pkg.ImportPath+"\n"))
			failed[a.pkg.ImportPath] = failed[a.pkg.ImportPath] || bad
			return bad
		})
		if len(loading) == len(tries) {
			return nil, err
		}
		tries = loading
	}
	return failed, nil
}

// overlaid runs the go command on the packages of the attempts.
func (d *drawing) overlaid(ctx context.Context, args []string, tries []attempt) (result, error) {
	overlay, err := writeOverlay(filepath.Join(d.work, "edits"), tries)
	if err != nil {
		return result{}, err
	}
	args = append(slices.Clone(args), "-overlay="+overlay)
	for _, a := range tries {
		args = append(args, a.pkg.ImportPath)
	}
	return command{dir: d.work, env: []string{"GOFLAGS="}, limit: d.limit, args: args}.run(ctx)
}

// packageLine is what the go command writes above its messages about a package.
var packageLine = regexp.MustCompile(`(?m)^# (\S+)`)

// writeOverlay writes the changed files into a new folder, with the file that names
// them to the go command. Tests are left out: they import other packages.
func writeOverlay(dir string, tries []attempt) (string, error) {
	removeAll(dir)
	overlay := struct{ Replace map[string]string }{make(map[string]string)}
	for i, a := range tries {
		name := filepath.Join(dir, strconv.Itoa(i), filepath.Base(a.file))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return "", err
		}
		if err := os.WriteFile(name, a.after, 0o666); err != nil {
			return "", err
		}
		overlay.Replace[a.file] = name
		for _, test := range slices.Concat(a.pkg.TestGoFiles, a.pkg.XTestGoFiles) {
			overlay.Replace[filepath.Join(a.pkg.Dir, test)] = ""
		}
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, data, 0o666)
}
