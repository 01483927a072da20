package driver

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzBaseline: whatever a file holds, it is read as a baseline, each record of
// which can hide a finding, or refused with its name in one line. Run it with
//
//	go test -run '^$' -fuzz FuzzBaseline -fuzztime 2m ./cmd/leaklint/driver
func FuzzBaseline(f *testing.F) {
	for _, text := range []string{
		oneRecord, "{}", "{}{}", "null", "[]", "", `{"a": {"b": [null]}}`, `{"a": null}`, `{"a": {"b": null}}`, `{"a": {"b": [{"posn": ":0:-1"}]}}`,
		`{"runs": []}`, "\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}", "\ufeff{}", "\xff\xfe\x00\xd8", `{"a\u001b": {"b": [{}]}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		name := write(t, string(data))
		b, err := readBaseline(name)
		if err != nil {
			if !strings.Contains(err.Error(), name) || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Errorf("error %q, want one line with the name of the file", err)
			}
			return
		}
		for fingerprint, records := range b.records {
			if !made.MatchString(fingerprint) || len(records) == 0 {
				t.Errorf("fingerprint %q has %d records", fingerprint, len(records))
			}
		}
		if unmet := b.filter(&result{}); len(b.records) > 0 && len(unmet) == 0 {
			t.Error("the records are lost")
		}
	})
}

// FuzzPosition: whatever go vet says of a place, each form shows a line and a
// column from 1 on and holds nothing that a terminal or a runner obeys, and what
// -json has printed is read as the same place again. Run it with
//
//	go test -run '^$' -fuzz FuzzPosition -fuzztime 2m ./cmd/leaklint/driver
func FuzzPosition(f *testing.F) {
	for _, text := range []string{
		"a/b.go:3:5", `C:\x.go:3:5`, "g.y:100", "8", "8:3", "-", "", "-:8:3", ":8:3", "::error::x:7:0", "a:-7", "\x1b[31m\n\u202e\xff:1:1",
		"/abs/a%41 b.go:8:2", "##[error]x:1", "..:1", "a//b:1", "./a:1", "99999999999:1", "//machine/share:1", "C:/x y:1", "/:1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var p posn
		if err := p.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		again := p
		shown, err := p.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalText(shown); err != nil {
			t.Fatal(err)
		}
		if a, _ := again.MarshalText(); !bytes.Equal(a, shown) {
			t.Errorf("%q is shown as %q and read as %#v, not %#v", text, shown, again, p)
		}
		checkForms(t, &finding{check: "sendleak", Category: "leak", Posn: p, Message: text, Related: []related{{Posn: p, Message: text}}})
	})
}

// checkForms checks what is printed of a finding in each form.
func checkForms(t *testing.T, f *finding) {
	t.Helper()
	findings := []*finding{f}
	var asText, asGitHub, asJSON, asSARIF strings.Builder
	printText(&asText, findings)
	printGitHub(&asGitHub, findings, base{})
	printJSON(&asJSON, &result{Findings: findings})
	if err := printSARIF(&asSARIF, findings, nil, base{}); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^.+:[1-9]\d*:[1-9]\d*: .*\n\t.*: .+:[1-9]\d*:[1-9]\d*\n$`).MatchString(asText.String()) {
		t.Errorf("text %q", asText.String())
	}
	if !regexp.MustCompile(`^::error (file=[^:,]+,line=[1-9]\d*,col=[1-9]\d*,)?title=sendleak::.*:[1-9]\d*:[1-9]\d*\n$`).MatchString(asGitHub.String()) {
		t.Errorf("annotation %q", asGitHub.String())
	}
	if !regexp.MustCompile(`"posn": ".+:[1-9]\d*:[1-9]\d*",\n`).MatchString(asJSON.String()) || !json.Valid([]byte(asJSON.String())) {
		t.Errorf("JSON %s", asJSON.String())
	}
	if regexp.MustCompile(`"start(Line|Column)": [^1-9]`).MatchString(asSARIF.String()) || !json.Valid([]byte(asSARIF.String())) {
		t.Errorf("SARIF %s", asSARIF.String())
	}
	for _, text := range []string{asText.String(), strings.TrimPrefix(asGitHub.String(), "::error "), asJSON.String(), asSARIF.String()} {
		for line := range strings.Lines(text) {
			plain := strings.Trim(line, "\t\n")
			if !utf8.ValidString(plain) || strings.ContainsFunc(plain, unicode.IsControl) || strings.Contains(plain, "##[") ||
				strings.HasPrefix(strings.TrimSpace(plain), "::") {
				t.Errorf("a line %q", line)
			}
		}
	}
}
