package triage

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// An instance is one running program of which captures were taken.
type instance struct {
	name   string   // of its folder, "" where the captures were named
	inputs []string // files, URLs, or - for standard input
}

// instances returns whose captures the arguments are, and what is wrong with folders
// beside others that are right. Those that are named one by one are of one program. A
// folder holds those of another, or a folder for each of several.
func instances(args []string) (list []instance, faults []error, err error) {
	named := instance{}
	for _, arg := range args {
		name := address(arg)
		info, err := os.Stat(name)
		if name == "-" || isURL(name) || err != nil || !info.IsDir() {
			named.inputs = append(named.inputs, name)
			continue
		}
		found, wrong := instancesIn(name)
		list, faults = append(list, found...), append(faults, wrong...)
	}
	if len(named.inputs) > 0 {
		list = append([]instance{named}, list...)
	}
	switch len(list) {
	case 0:
		return nil, nil, faults[0]
	case 1:
		list[0].name = "" // there is none to be told from
	}
	return list, faults, nil
}

// instancesIn returns those whose captures a folder holds, and what is wrong with it or
// with the folders in it.
func instancesIn(dir string) (found []instance, faults []error) {
	here, folders, err := list(dir)
	if err != nil {
		return nil, []error{fmt.Errorf("%s: %w", shownName(dir), withoutPath(err))}
	}
	if len(here) > 0 {
		found = append(found, instance{name: dir, inputs: here})
	}
	for _, folder := range folders {
		files, _, err := list(folder)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", shownName(folder), withoutPath(err)))
		}
		if len(files) > 0 {
			found = append(found, instance{name: folder, inputs: files})
		}
	}
	if len(found)+len(faults) == 0 {
		faults = append(faults, fmt.Errorf("%s: the folder holds no captures", shownName(dir)))
	}
	return found, faults
}

// list returns the files and the folders in a folder, in the order of their names, in
// which numbers count. What is hidden, and a capture that is still being written, is
// none of them.
func list(dir string) (files, folders []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."), strings.HasSuffix(name, unfinished):
		case filepath.Ext(name) == ".go":
			return nil, nil, errors.New("it holds Go source; packages come after --, as in leaklint triage now.txt -- ./orders")
		case e.IsDir():
			folders = append(folders, name)
		case e.Type()&(fs.ModeType&^fs.ModeSymlink) == 0:
			files = append(files, name)
		}
	}
	slices.SortFunc(files, compareNatural)
	slices.SortFunc(folders, compareNatural)
	return files, folders, nil
}

// compareNatural orders names as people do: 2.txt before 10.txt.
func compareNatural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, restX := leading(x)
		n, restY := leading(y)
		isNumber := m != "" && n != ""
		if isNumber {
			m, n = strings.TrimLeft(m, "0"), strings.TrimLeft(n, "0")
			if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
				return c
			}
			x, y = restX, restY
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// leading cuts the digits off that a name begins with.
func leading(name string) (digits, rest string) {
	rest = strings.TrimLeft(name, "0123456789")
	return name[:len(name)-len(rest)], rest
}

// keptTime is the time in the name of a capture that -keep wrote.
var keptTime = regexp.MustCompile(`\d{8}T\d{6}\.\d{3}Z`)

const keptLayout = "20060102T150405.000Z"

// takenAt returns when a capture was taken: as its name or the protobuf form says, else
// when its file was written, else now.
func takenAt(name string, c *capture, src *source) time.Time {
	if at, err := time.Parse(keptLayout, keptTime.FindString(filepath.Base(name))); err == nil && !isURL(name) {
		return at
	}
	switch {
	case !c.taken.IsZero():
		return c.taken
	case !src.modified.IsZero():
		return src.modified
	}
	return time.Now()
}
