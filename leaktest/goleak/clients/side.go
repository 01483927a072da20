package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A side is a copy of a client.
type side struct {
	dir      string
	packages []string // folders whose tests use the peer
}

// copies returns two copies of a client: one as it is, one with our import path.
// Of the packages those are to be run whose folder contains a text.
func (c client) copies(dir, folder string) ([2]*side, error) {
	var sides [2]*side
	source, err := download(dir, c.module+"@"+c.version)
	if err != nil {
		return sides, err
	}
	uses, err := usesOf(source, c.module)
	if err != nil {
		return sides, err
	}
	if c.peer == "" {
		c.peer = uses.peer
	}
	root, err := goCommand(".", "list", "-m", "-f", "{{.Dir}}", "github.com/leaktight/leaktight")
	if err != nil {
		return sides, err
	}
	for i, name := range []string{"original", "ours"} {
		// The module's path ends the folder's: tests compare file names.
		s := &side{dir: filepath.Join(dir, name, filepath.FromSlash(c.module))}
		if err := os.MkdirAll(filepath.Dir(s.dir), 0o777); err != nil {
			return sides, err
		}
		if err := os.CopyFS(s.dir, os.DirFS(source)); err != nil {
			return sides, err
		}
		for _, name := range uses.packages {
			if strings.Contains(filepath.ToSlash(name), folder) {
				s.packages = append(s.packages, filepath.Join(s.dir, name))
			}
		}
		local, err := localReplacements(s.dir)
		if err != nil {
			return sides, err
		}
		// The same go line, and so the same runtime settings, in both.
		edits := []string{"mod", "edit", "-go=1.26.0", "-require=" + c.peer + "@" + peerVersions[c.peer]}
		if name == "ours" {
			edits = append(edits, "-require=github.com/leaktight/leaktight@v0.0.0", "-replace=github.com/leaktight/leaktight="+strings.TrimSpace(root))
			if err := s.rewrite(uses.files, c.peer); err != nil {
				return sides, err
			}
		}
		if _, err := goCommand(s.dir, append(edits, local...)...); err != nil {
			return sides, err
		}
		sides[i] = s
	}
	return sides, nil
}

func download(dir, module string) (string, error) {
	out, err := goCommand(dir, "mod", "download", "-json", module)
	if err != nil {
		return "", err
	}
	var info struct{ Dir string }
	return info.Dir, json.Unmarshal([]byte(out), &info)
}

// localReplacements returns the flags of go mod edit that drop replacements by
// folders of the repository, which a module does not come with.
func localReplacements(dir string) ([]string, error) {
	out, err := goCommand(dir, "mod", "edit", "-json")
	if err != nil {
		return nil, err
	}
	var mod struct {
		Replace []struct {
			Old, New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal([]byte(out), &mod); err != nil {
		return nil, err
	}
	var flags []string
	for _, r := range mod.Replace {
		if r.New.Version == "" {
			flags = append(flags, "-dropreplace="+strings.TrimSuffix(r.Old.Path+"@"+r.Old.Version, "@"))
		}
	}
	return flags, nil
}

// rewrite changes the import path.
func (s *side) rewrite(files []string, peer string) error {
	for _, file := range files {
		path := filepath.Join(s.dir, file)
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := overwrite(path, bytes.ReplaceAll(text, []byte(`"`+peer+`"`), []byte(`"`+replacements[peer]+`"`))); err != nil {
			return err
		}
	}
	return nil
}

// inject puts a fault into the copy.
func (s *side) inject(f fault) error {
	for _, e := range f.edits {
		if err := s.edit(e, "func "+f.test+"("); err != nil {
			return err
		}
	}
	return nil
}

func (s *side) edit(e edit, test string) error {
	path := filepath.Join(s.dir, filepath.FromSlash(e.file))
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	start := max(bytes.Index(text, []byte(test)), 0)
	if !bytes.Contains(text[start:], []byte(e.old)) {
		start = 0
	}
	before, after, found := bytes.Cut(text[start:], []byte(e.old))
	if !found {
		return fmt.Errorf("%s has no %q to take out", e.file, e.old)
	}
	return overwrite(path, slices.Concat(text[:start], before, []byte(e.new), after))
}

// overwrite writes a file that came without the right to.
func overwrite(path string, text []byte) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o666)
}

// suiteTimeout is what one package's tests get.
const suiteTimeout = 3 * time.Minute

const binary = "client.test.exe"

// build builds the test binary of each package, one at a time.
func (s *side) build() error {
	for _, dir := range s.packages {
		if _, err := goCommand(dir, "test", "-c", "-p=1", "-vet=off", "-o", binary, "."); err != nil {
			return err
		}
	}
	return nil
}

// An outcome is what one run of all packages gave.
type outcome struct {
	code   int // the highest
	failed []string
	took   time.Duration
	text   string
}

var failedTest = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)

// run runs the tests of all packages, one after the other, with more flags.
func (s *side) run(flags ...string) outcome {
	var o outcome
	for _, dir := range s.packages {
		cmd := exec.Command(filepath.Join(dir, binary), append(flags, "-test.timeout="+suiteTimeout.String())...)
		cmd.Dir = dir
		begin := time.Now()
		out, err := cmd.CombinedOutput()
		o.took += time.Since(begin)
		o.text += string(out)
		switch {
		case cmd.ProcessState == nil:
			o.code, o.text = 1, o.text+err.Error()
		default:
			o.code = max(o.code, cmd.ProcessState.ExitCode())
		}
	}
	for _, m := range failedTest.FindAllStringSubmatch(o.text, -1) {
		o.failed = append(o.failed, m[1])
	}
	return o
}

// verdict names the exit code and the tests that failed.
func (o outcome) verdict() string {
	if o.code == 0 {
		return "pass"
	}
	return strings.TrimSpace(fmt.Sprintf("exit %d %s", o.code, strings.Join(slices.Sorted(slices.Values(o.failed)), " ")))
}

func goCommand(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.Bytes())
	}
	return string(out), nil
}
