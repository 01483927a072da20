package driver

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// A baseline is the findings that a team has decided to live with for now: the
// output of an earlier leaklint -json. Only the fingerprints count, so moving
// code does not bring a finding back. Two findings may share a fingerprint (two
// equal statements in one function); each record hides one of them.
type baseline struct {
	records map[string][]record // by fingerprint
}

// A record is a finding of the baseline.
type record struct {
	check string
	posn  posn
}

// readBaseline reads what leaklint -json has printed into the named file.
func readBaseline(name string) (*baseline, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("-baseline: %w; leaklint -json writes one", err)
	}
	var tree map[string]map[string][]*finding
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("-baseline: %s is not the output of leaklint -json: %w", name, err)
	}
	b := &baseline{make(map[string][]record)}
	for pkg, checks := range tree {
		for check, findings := range checks {
			for _, f := range findings {
				if f.Fingerprint == "" {
					return nil, fmt.Errorf("-baseline: %s: %s: a finding of %s has no fingerprint; leaklint -json writes them, go vet -json does not", name, pkg, check)
				}
				b.records[f.Fingerprint] = append(b.records[f.Fingerprint], record{check, f.Posn})
			}
		}
	}
	return b, nil
}

// filter takes the recorded findings out of the result and returns how many
// records matched nothing.
func (b *baseline) filter(r *result) (gone int) {
	var fresh []*finding
	for _, f := range r.Findings {
		if records := b.records[f.Fingerprint]; len(records) > 0 {
			b.records[f.Fingerprint] = records[1:]
			continue
		}
		fresh = append(fresh, f)
	}
	r.Findings = fresh
	for _, left := range b.records {
		gone += len(left)
	}
	return gone
}

// reportGone says that records matched nothing: they were mended, or belong to
// packages that this run did not look at.
func reportGone(stderr io.Writer, name string, gone int) {
	if gone > 0 {
		fmt.Fprintf(stderr, "leaklint: %s: %d of its findings were not met in these packages; write it anew with -json when they are mended\n", name, gone)
	}
}
