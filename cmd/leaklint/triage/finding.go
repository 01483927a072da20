package triage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// A finding is what leaklint -json says of one statement.
type finding struct {
	Check    string    `json:"-"`
	Package  string    `json:"-"`
	Category string    `json:"category"`
	Posn     posn      `json:"posn"`
	Message  string    `json:"message"`
	Function string    `json:"function"`
	Related  []related `json:"related"`
}

// A related is a second position of a finding.
type related struct {
	Posn    posn   `json:"posn"`
	Message string `json:"message"`
}

// A posn is file:line:col, relative to the current directory.
type posn struct {
	file      string
	line, col int
}

// UnmarshalText reads file:line:col or file:line; the file may hold colons.
func (p *posn) UnmarshalText(text []byte) error {
	var numbers []int
	p.file = string(text)
	for len(numbers) < 2 {
		i := strings.LastIndexByte(p.file, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(p.file[i+1:])
		if err != nil {
			break
		}
		numbers, p.file = append(numbers, n), p.file[:i]
	}
	switch len(numbers) {
	case 1:
		p.line = numbers[0]
	case 2:
		p.col, p.line = numbers[0], numbers[1]
	}
	return nil
}

// String returns what UnmarshalText reads.
func (p posn) String() string {
	s := p.file + ":" + strconv.Itoa(p.line)
	if p.col > 0 {
		s += ":" + strconv.Itoa(p.col)
	}
	return s
}

// errAnalysis says that not all packages could be analyzed; why was printed.
var errAnalysis = errors.New("some packages could not be analyzed (see above)")

// findings runs the front end as a user would, with -json and -advice, so that
// triage and leaklint cannot come to different findings. There may be findings
// together with an error.
func (o *options) findings(ctx context.Context, packages []string) ([]*finding, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find my own executable: %w", err)
	}
	args := []string{"-json", "-advice"}
	if o.tags != "" {
		args = append(args, "-tags="+o.tags)
	}
	cmd := exec.CommandContext(ctx, self, append(append(args, "--"), packages...)...)
	var stdout bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, o.stderr
	var exit *exec.ExitError
	err = cmd.Run()
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	const exitFindings = 3
	found, readErr := decodeFindings(&stdout)
	if exit != nil && exit.ExitCode() != exitFindings {
		return found, errAnalysis
	}
	return found, readErr
}

// decodeFindings reads the object package -> check -> findings.
func decodeFindings(r io.Reader) ([]*finding, error) {
	var tree map[string]map[string][]*finding
	if err := json.NewDecoder(r).Decode(&tree); err != nil {
		return nil, fmt.Errorf("cannot read the findings: %w", err)
	}
	var all []*finding
	for pkg, checks := range tree {
		for check, list := range checks {
			for _, f := range list {
				f.Package, f.Check = pkg, check
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, func(a, b *finding) int {
		return cmp.Or(strings.Compare(a.Posn.file, b.Posn.file), cmp.Compare(a.Posn.line, b.Posn.line),
			cmp.Compare(a.Posn.col, b.Posn.col), strings.Compare(a.Check, b.Check), strings.Compare(a.Message, b.Message))
	})
	return all, nil
}
