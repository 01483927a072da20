package main

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

//go:embed template
var templates embed.FS

// begin writes the files of a check for the kind with the given name below the
// root of the module, and returns their names. It overwrites nothing.
func begin(root, name string) ([]string, error) {
	kind, ok := leakkind.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("no leak kind %q: begin with the kind, as CONTRIBUTING.md says", name)
	}
	folder := filepath.Join(root, "cmd", "leaklint", "passes", name)
	if _, err := os.Stat(folder); err == nil {
		return nil, fmt.Errorf("%s is there already", folder)
	}
	constant, err := constantOf(root, name)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"doc.go": suite.PackageDoc(kind)}
	data := struct{ Name, Title, Constant string }{kind.Name, kind.Title, constant}
	for from, to := range map[string]string{"check.go.txt": name + ".go", "check_test.go.txt": name + "_test.go"} {
		if files[to], err = execute(from, data); err != nil {
			return nil, err
		}
	}
	if err := addFixtures(files, root, name); err != nil {
		return nil, err
	}
	var written []string
	for file, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return nil, err
		}
		written = append(written, path)
	}
	slices.Sort(written)
	list := filepath.Join(root, "cmd", "leaklint", "suite", "suite.go")
	return append(written, list), addToSuite(list, name)
}

func execute(file string, data any) ([]byte, error) {
	t, err := template.ParseFS(templates, "template/"+file)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}

// constantOf returns the name of the kind's constant in package leakkind.
func constantOf(root, name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "leaktest", "leakkind", "leakkind.go"))
	if err != nil {
		return "", err
	}
	match := regexp.MustCompile(`(?m)^\t(\w+) += "` + name + `"$`).FindSubmatch(text)
	if match == nil {
		return "", fmt.Errorf("leakkind.go has no constant for %q", name)
	}
	return string(match[1]), nil
}

// addFixtures adds the example of the kind: the leaking program with a mark on
// its first go statement, or on its first function where it has none, and the
// fixed one without.
func addFixtures(files map[string][]byte, root, name string) error {
	examples, err := filepath.Glob(filepath.Join(root, "examples", "*", "leaky.go"))
	if err != nil {
		return err
	}
	for _, example := range examples {
		leaky, err := os.ReadFile(example)
		if err != nil {
			return err
		}
		if !bytes.Contains(leaky, []byte("has a leak of the kind "+name+":")) {
			continue
		}
		fixed, err := os.ReadFile(filepath.Join(filepath.Dir(example), "fixed.go"))
		if err != nil {
			return err
		}
		statement := regexp.MustCompile(`(?m)^\t+go .*$`)
		if !statement.Match(leaky) {
			statement = regexp.MustCompile(`(?m)^func .*$`)
		}
		at := statement.FindIndex(leaky)
		if at == nil {
			return fmt.Errorf("%s has no function", example)
		}
		marked := string(leaky[:at[1]]) + fmt.Sprintf(" // want `.* \\(%s\\)`", name) + string(leaky[at[1]:])
		clause := regexp.MustCompile(`(?m)^package \w+$`)
		files["testdata/src/a/leaky.go"] = clause.ReplaceAll([]byte(marked), []byte("package a"))
		files["testdata/src/a/fixed.go"] = clause.ReplaceAll(fixed, []byte("package a"))
		return nil
	}
	return fmt.Errorf("no example of the kind %q: begin with one, as CONTRIBUTING.md says", name)
}

var (
	importLine = regexp.MustCompile(`(?m)^\t"github\.com/leaktight/leaktight/cmd/leaklint/passes/\w+"\n`)
	listLine   = regexp.MustCompile(`(?m)^\t(\w+)\.Analyzer,\n`)
)

// addToSuite imports and lists the check: imports by name, checks in the order
// of package leakkind.
func addToSuite(file, name string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	imports := append(importLine.FindAllString(string(text), -1), "\t\"github.com/leaktight/leaktight/cmd/leaklint/passes/"+name+"\"\n")
	slices.Sort(imports)
	listed := map[string]bool{name: true}
	for _, match := range listLine.FindAllStringSubmatch(string(text), -1) {
		listed[match[1]] = true
	}
	var list strings.Builder
	for _, kind := range leakkind.All() {
		if listed[kind.Name] {
			fmt.Fprintf(&list, "\t%s.Analyzer,\n", kind.Name)
		}
	}
	changed := replaceAll(importLine, string(text), strings.Join(imports, ""))
	changed = replaceAll(listLine, changed, list.String())
	return os.WriteFile(file, []byte(changed), 0o644)
}

// replaceAll puts one text in the place of all matches.
func replaceAll(re *regexp.Regexp, text, by string) string {
	first := true
	return re.ReplaceAllStringFunc(text, func(string) string {
		if !first {
			return ""
		}
		first = false
		return by
	})
}
