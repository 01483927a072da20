package goroutine_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// checkDump holds a dump, which may be anything at all, against what the
// package promises of every dump.
func checkDump(t *testing.T, dump []byte) goroutine.Dump {
	t.Helper()
	d := goroutine.ParseAll(dump)
	checkNothingLost(t, dump, d)
	i := 0
	for r := range goroutine.Records(dump) {
		if i == len(d.Goroutines) {
			t.Fatalf("Records gives more than the %d goroutines of ParseAll", i)
		}
		checkRecord(t, r, d.Goroutines[i])
		i++
	}
	if i != len(d.Goroutines) {
		t.Fatalf("Records gives %d goroutines, ParseAll %d", i, len(d.Goroutines))
	}
	return d
}

// checkNothingLost: every byte is in a goroutine or a gap, in order; only gaps
// of nothing but white space may be missing.
func checkNothingLost(t *testing.T, dump []byte, d goroutine.Dump) {
	t.Helper()
	rest := dump
	take := func(piece string) {
		t.Helper()
		for !bytes.HasPrefix(rest, []byte(piece)) {
			_, size := utf8.DecodeRune(rest)
			if len(rest) == 0 || len(bytes.TrimSpace(rest[:size])) != 0 {
				t.Fatalf("piece %q is not what comes next in the dump: %.200q", piece, rest)
			}
			rest = rest[size:]
		}
		rest = rest[len(piece):]
	}
	gaps := d.Gaps
	for i, g := range d.Goroutines {
		for ; len(gaps) > 0 && gaps[0].Before == i; gaps = gaps[1:] {
			take(gaps[0].Text)
		}
		take(g.Raw)
	}
	for _, g := range gaps {
		take(g.Text)
	}
	if len(bytes.TrimSpace(rest)) != 0 {
		t.Fatalf("the end of the dump is in no goroutine and no gap: %.200q", rest)
	}
}

// checkRecord: the methods that look up one thing agree with Parse.
func checkRecord(t *testing.T, r goroutine.Record, g goroutine.Goroutine) {
	t.Helper()
	if diff := cmp.Diff(g, r.Parse()); diff != "" {
		t.Errorf("Record.Parse differs from ParseAll (-ParseAll +Record):\n%s", diff)
	}
	if string(r.Text()) != g.Raw || r.ID() != g.ID || string(r.State()) != g.State || r.Leaked() != g.Leaked {
		t.Errorf("record %d %q leaked=%v, parsed %d %q leaked=%v, of\n%s", r.ID(), r.State(), r.Leaked(), g.ID, g.State, g.Leaked, r.Text())
	}
	if len(g.Labels) > 0 && !r.HasLabels() {
		t.Errorf("HasLabels = false with %d labels in\n%s", len(g.Labels), r.Text())
	}
	for k, want := range g.Labels {
		if got, ok := r.Label(k); !ok || string(got) != want {
			t.Errorf("Label(%q) = %q, %v, want %q in\n%s", k, got, ok, want, r.Text())
		}
	}
	creator := ""
	if g.CreatedBy != nil {
		creator = g.CreatedBy.Function
	}
	if string(r.CreatedBy()) != creator || r.ParentID() != g.ParentID {
		t.Errorf("created by %q in %d, parsed %q in %d, of\n%s", r.CreatedBy(), r.ParentID(), creator, g.ParentID, r.Text())
	}
	if top := r.Top(); top != nil && len(g.Unparsed) == 0 && string(top) != g.Stack[0].Function {
		t.Errorf("Top = %q, parsed %q, of\n%s", top, g.Stack[0].Function, r.Text())
	}
	if !strings.Contains(g.Raw, "\r") {
		crlf := bytes.ReplaceAll(r.Text(), []byte("\n"), []byte("\r\n"))
		for again := range goroutine.Records(crlf) {
			if again.StackHash() != r.StackHash() {
				t.Errorf("StackHash differs with line breaks of Windows in\n%s", r.Text())
			}
		}
	}
	for _, line := range g.Unparsed {
		if !strings.Contains(g.Raw, line) {
			t.Errorf("unparsed %q is not in\n%s", line, r.Text())
		}
	}
}

// parseOne parses text that must hold exactly one goroutine.
func parseOne(t *testing.T, text string) goroutine.Goroutine {
	t.Helper()
	d := checkDump(t, []byte(text))
	if len(d.Goroutines) != 1 || len(d.Gaps) != 0 {
		t.Fatalf("%d goroutines and %d gaps, want one goroutine, in\n%s", len(d.Goroutines), len(d.Gaps), text)
	}
	return d.Goroutines[0]
}

// recordOf returns the record of text that must hold exactly one goroutine.
func recordOf(t *testing.T, text string) goroutine.Record {
	t.Helper()
	rs := slices.Collect(goroutine.Records([]byte(text)))
	if len(rs) != 1 {
		t.Fatalf("%d records, want one, in\n%s", len(rs), text)
	}
	return rs[0]
}
