package tryout

import (
	"bytes"
	"encoding/json"
	"io"
	"time"
)

// An event is a line of go test -json.
type event struct {
	Time    *time.Time `json:",omitempty"`
	Action  string
	Package string `json:",omitempty"`
	Test    string `json:",omitempty"`
	Key     string `json:",omitempty"`
	Value   string `json:",omitempty"`
	Output  string `json:",omitempty"`
}

// An eventSieve passes on what go test -json prints. An output event with a line for
// us becomes an attribute of the test that left the goroutines, or of the package.
type eventSieve struct {
	w     io.Writer
	line  []byte
	leaks []*leak
}

// attributeKey is the key of a leak's attribute; its value is JSON.
const attributeKey = "leaktest.leak"

func (s *eventSieve) Write(p []byte) (int, error) {
	var out bytes.Buffer
	for _, part := range bytes.SplitAfter(p, []byte("\n")) {
		s.line = append(s.line, part...)
		if bytes.HasSuffix(part, []byte("\n")) {
			out.Write(s.changed(s.line))
			s.line = s.line[:0]
		}
	}
	if out.Len() > 0 {
		if _, err := s.w.Write(out.Bytes()); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// changed returns a line as it is passed on.
func (s *eventSieve) changed(line []byte) []byte {
	var e event
	if !bytes.Contains(line, []byte(mark)) || json.Unmarshal(line, &e) != nil || e.Action != "output" {
		return line
	}
	l, ok := readLeak(e.Output)
	if !ok {
		return line
	}
	l.pkg = e.Package
	s.leaks = append(s.leaks, l)
	e.Action, e.Test, e.Key, e.Output = "attr", l.Owner, attributeKey, ""
	text, err := json.Marshal(l)
	if err != nil {
		return line
	}
	e.Value = string(text)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return line
	}
	return b.Bytes()
}

// Flush passes on a last line that has no line break.
func (s *eventSieve) Flush() error {
	if len(s.line) == 0 {
		return nil
	}
	_, err := s.w.Write(s.line)
	s.line = nil
	return err
}
