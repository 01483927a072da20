package tryout

import (
	"encoding/json"
	"strings"
)

// mark begins a line in the output of a test binary that is for us: a leak as JSON.
// Package tryout of leaktest writes it.
const mark = "leaktest-leak: "

// A leak is what one package says of one kind of goroutine that one test left.
type leak struct {
	Count     int    `json:"count"`
	Kind      string `json:"kind"`
	State     string `json:"state"`
	Verdict   string `json:"verdict"`
	Owner     string `json:"owner"`
	Function  string `json:"function"`
	File      string `json:"file"`
	Line      int    `json:"line"`
	CreatedBy string `json:"created_by"`
	CreatedIn string `json:"created_file"`
	CreatedAt int    `json:"created_line"`
	Hint      string `json:"hint"`
	pkg       string // the package that was tested, where that is known
}

// readLeak reads a line, and reports whether it is one of ours.
func readLeak(line string) (*leak, bool) {
	text, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), mark)
	l := new(leak)
	if !ok || json.Unmarshal([]byte(text), l) != nil || l.Count < 1 {
		return nil, false
	}
	return l, true
}
