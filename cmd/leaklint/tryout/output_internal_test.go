package tryout

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSieve: what go test prints is passed on as it is, however it is written, but for
// the lines that are for us; a package is named by the line that ends it.
func TestSieve(t *testing.T) {
	const in = "ok  \texample.com/a\t0.1s\nno line break before PASS\nleaktest-leak: {\"count\":2,\"owner\":\"TestOne\"}\nFAIL\texample.com/b\t0.2s\n" +
		"leaktest-leak: no JSON\nleaktest-\nleaktest-leak: {\"count\":1}\nFAIL\texample.com/c\t0.2s\nFAIL"
	const want = "ok  \texample.com/a\t0.1s\nno line break before PASS\nFAIL\texample.com/b\t0.2s\nleaktest-leak: no JSON\nleaktest-\nFAIL\texample.com/c\t0.2s\nFAIL"
	for size := 1; size <= len(in); size++ {
		var out strings.Builder
		s := &sieve{w: &out}
		writePieces(t, s, in, size)
		if out.String() != want {
			t.Errorf("in pieces of %d: %q, want %q", size, out.String(), want)
		}
		if len(s.leaks) != 2 || s.leaks[0].pkg != "example.com/b" || s.leaks[0].Owner != "TestOne" || s.leaks[1].pkg != "example.com/c" {
			t.Errorf("in pieces of %d: leaks %+v", size, s.leaks)
		}
	}
}

// TestSieveHoldsNothingBack: what a test prints without a line break is seen at once.
func TestSieveHoldsNothingBack(t *testing.T) {
	var out strings.Builder
	s := &sieve{w: &out}
	if _, err := s.Write([]byte("...")); err != nil || out.String() != "..." {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestEventSieve: with -json all events are passed on, and a leak is an attribute.
func TestEventSieve(t *testing.T) {
	const before = `{"Action":"output","Package":"p","Output":"PASS\n"}` + "\n"
	leak, err := json.Marshal(event{Action: "output", Package: "p", Output: mark + `{"count":1,"kind":"sendleak","owner":"TestOne"}` + "\n"})
	if err != nil {
		t.Fatal(err)
	}
	for size := 1; size <= len(before)+len(leak); size += 7 {
		var out strings.Builder
		s := &eventSieve{w: &out}
		writePieces(t, s, before+string(leak)+"\n"+before+"not ended", size)
		rest, ok := strings.CutPrefix(out.String(), before+`{"Action":"attr","Package":"p","Test":"TestOne","Key":"leaktest.leak","Value":"{\"count\":1,\"kind\":\"sendleak\",`)
		if !ok || !strings.HasSuffix(rest, "\n"+before+"not ended") {
			t.Errorf("in pieces of %d: %q", size, out.String())
		}
		if len(s.leaks) != 1 || s.leaks[0].pkg != "p" {
			t.Errorf("in pieces of %d: leaks %+v", size, s.leaks)
		}
	}
}

func writePieces(t *testing.T, w outputWriter, text string, size int) {
	t.Helper()
	for len(text) > 0 {
		n := min(size, len(text))
		if _, err := w.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}
