package wayout

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// moduleRoots are the modules that the go.mod of the test names, its own first. A
// workspace may have chosen later versions than those.
var moduleRoots = sync.OnceValue(func() []root {
	dir := source.ModuleRoot(workingDir)
	if dir == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil
	}
	return rootsOf(string(text), dir)
})

// rootsOf reads the modules of a go.mod and where their folders are.
func rootsOf(text, dir string) []root {
	var roots []root
	replaced := make(map[string]string)
	block := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case block == "" && len(words) == 2 && words[1] == "(":
			block = words[0]
			continue
		case words[0] == ")":
			block = ""
			continue
		case block != "":
			words = append([]string{block}, words...)
		}
		for i := range words {
			words[i] = strings.Trim(words[i], "\"`")
		}
		switch {
		case words[0] == "module" && len(words) == 2:
			roots = append(roots, root{words[1], filepath.ToSlash(dir)})
		case words[0] == "require" && len(words) == 3:
			roots = append(roots, root{words[1], cached(words[1], words[2])})
		case words[0] == "replace":
			if module, to, ok := replacement(words[1:], dir); ok {
				replaced[module] = to
			}
		}
	}
	for i := range roots {
		if to, ok := replaced[roots[i].path]; ok {
			roots[i].dir = to
		}
	}
	return roots
}

// replacement reads "old [version] => new [version]".
func replacement(words []string, dir string) (module, to string, ok bool) {
	for i, w := range words {
		if w != "=>" || i == 0 {
			continue
		}
		switch target := words[i+1:]; {
		case len(target) == 2:
			return words[0], cached(target[0], target[1]), true
		case len(target) == 1 && filepath.IsAbs(target[0]):
			return words[0], filepath.ToSlash(target[0]), true
		case len(target) == 1:
			return words[0], filepath.ToSlash(filepath.Join(dir, target[0])), true
		}
	}
	return "", "", false
}

// cached is the folder of a module in the module cache.
func cached(module, version string) string {
	return filepath.ToSlash(filepath.Join(source.ModuleCache(), escapePath(module)+"@"+escapePath(version)))
}

// escapePath writes upper-case letters as the module cache does: "!a" for "A".
func escapePath(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsUpper(r) {
			b.WriteByte('!')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
