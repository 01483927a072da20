package triage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/driver"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
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

// errEnded says that the analysis was interrupted; that was printed too.
var errEnded = errors.New("the analysis was interrupted")

// findings runs the front end as a user would, with -json and -advice, so that
// triage and leaklint cannot come to different findings. There may be findings
// together with an error.
func (o *options) findings(ctx context.Context, packages []string) ([]*finding, error) {
	args := []string{"-json", "-advice"}
	if o.tags != "" {
		args = append(args, "-tags="+o.tags)
	}
	args = append(append(args, "--"), packages...)
	var stdout bytes.Buffer
	code := driver.Run(ctx, &stdout, o.stderr, args, suite.Analyzers())
	if ctx.Err() != nil {
		return nil, errEnded
	}
	found, readErr := decodeFindings(&stdout)
	if code != driver.ExitClean && code != driver.ExitFindings {
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
