package tryout

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/leaktight/leaktight/leaktest"
)

// mark begins each line that leaklint test takes out of the output of a test
// binary. A leak follows as JSON.
const mark = "leaktest-leak: "

// A record is one distinct leak of a package. The line must not be longer than what
// go test -json takes for one, 4096 bytes; so it leaves the stack out.
type record struct {
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
	Hint      string `json:"hint,omitempty"`
}

// longest is how long a line may be.
const longest = 4000

// writeRecords writes a line for each distinct leak.
func writeRecords(w io.Writer, leaks []leaktest.Leak) {
	counts := make(map[record]int)
	var order []record
	for i := range leaks {
		r := recordOf(&leaks[i])
		if counts[r] == 0 {
			order = append(order, r)
		}
		counts[r]++
	}
	for _, r := range order {
		r.Count = counts[r]
		line, err := json.Marshal(r)
		if len(line) > longest {
			r.Hint = ""
			line, err = json.Marshal(r)
		}
		if err == nil && len(line) <= longest {
			fmt.Fprintf(w, "%s%s\n", mark, line)
		}
	}
}

func recordOf(l *leaktest.Leak) record {
	return record{
		Kind: l.Kind, State: l.State, Verdict: l.Verdict, Owner: l.Owner,
		Function: l.Function, File: l.File, Line: l.Line,
		CreatedBy: l.CreatedBy, CreatedIn: l.CreatedFile, CreatedAt: l.CreatedLine,
		Hint: l.Hint,
	}
}
