package driver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
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
	Category    string `json:"category"`
	Posn        posn   `json:"posn"`
	Fingerprint string `json:"fingerprint"`

	check, pkg string
}

// largestBaseline bounds, in bytes, what is read of a baseline: 100,000 findings.
const largestBaseline = 64 << 20

// readBaseline reads what leaklint -json has printed into the named file.
func readBaseline(name string) (*baseline, error) {
	data, err := regular.ReadFile(name, largestBaseline)
	if err != nil {
		return nil, fmt.Errorf("-baseline: %w; leaklint -json writes one", err)
	}
	b, err := parseBaseline(data)
	if err != nil {
		return nil, fmt.Errorf("-baseline: %s %w", name, err)
	}
	return b, nil
}

// parseBaseline reads package -> check -> findings. Its errors go on from the
// name of the file.
func parseBaseline(data []byte) (*baseline, error) {
	text, err := plainText(data)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errors.New("is empty; leaklint -json writes {} where it finds nothing")
	}
	var tree map[string]map[string][]*record
	if err := json.Unmarshal(text, &tree); err != nil || tree == nil {
		return nil, notBaseline(text, err)
	}
	b := &baseline{make(map[string][]record)}
	for pkg, checks := range tree {
		for check, records := range checks {
			for _, r := range records {
				if err := r.complete(pkg, check); err != nil {
					return nil, err
				}
				b.records[r.Fingerprint] = append(b.records[r.Fingerprint], *r)
			}
		}
	}
	return b, nil
}

// made matches the fingerprints that this leaklint makes. Another way of making
// them has to look different, so that an old baseline is noticed.
var made = regexp.MustCompile(`^` + fingerprintPrefix + `[0-9a-f]{24}$`)

// complete adds what the tree says beside the record, and refuses one that could
// hide nothing.
func (r *record) complete(pkg, check string) error {
	what := fmt.Sprintf("a finding of %s in %s", printable.Text(check), printable.Text(pkg))
	switch {
	case r == nil:
		return fmt.Errorf("is not the output of leaklint -json: %s is null", what)
	case r.Fingerprint == "":
		return fmt.Errorf("has %s without a fingerprint; leaklint -json writes them, go vet -json does not", what)
	case !made.MatchString(r.Fingerprint):
		return fmt.Errorf("has %s with the fingerprint %.40q, which this version of leaklint does not make; write the file anew with -json", what, r.Fingerprint)
	}
	r.check, r.pkg = check, pkg
	return nil
}

// notBaseline says what a text is that is no baseline, for a reason of the JSON
// decoder's or because it is null.
func notBaseline(text []byte, err error) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	var first map[string]json.RawMessage
	firstErr := dec.Decode(&first)
	var wrongType *json.UnmarshalTypeError
	switch {
	case first["runs"] != nil:
		return errors.New("is a SARIF log, not the output of leaklint -json")
	case firstErr == nil && first != nil && dec.Decode(&first) == nil:
		return errors.New("holds one object after the other, as go vet -json prints them; a baseline is the output of one leaklint -json")
	case err == nil:
		return errors.New("is not the output of leaklint -json: it is null")
	case errors.As(err, &wrongType):
		return fmt.Errorf("is not the output of leaklint -json: unexpected %s at byte %d", wrongType.Value, wrongType.Offset)
	}
	return fmt.Errorf("is not the output of leaklint -json: %w", err)
}

// filter takes the recorded findings out of the result and returns the records
// that matched nothing.
func (b *baseline) filter(r *result) (unmet []record) {
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
		unmet = append(unmet, left...)
	}
	return unmet
}
