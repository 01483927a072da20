package driver

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

const oneRecord = `{"example.com/ö": {"sendleak": [{"category": "leak", "posn": "a.go:3:5", "message": "m", "fingerprint": "v2-1d8b7401d5c35b73451817e6"}]}}`

// TestBaselineEncodings pins that what PowerShell makes of the output is read too.
func TestBaselineEncodings(t *testing.T) {
	wide := func(order binary.AppendByteOrder, text string) string {
		var b []byte
		for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
			b = order.AppendUint16(b, unit)
		}
		return string(b)
	}
	for name, text := range map[string]string{
		"UTF-8":                    oneRecord,
		"UTF-8 with a mark":        "\ufeff" + oneRecord,
		"UTF-16 of Windows":        wide(binary.LittleEndian, oneRecord+"\r\n"),
		"UTF-16 of the other kind": wide(binary.BigEndian, oneRecord),
	} {
		b, err := readBaseline(write(t, text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := b.records["v2-1d8b7401d5c35b73451817e6"]; len(got) != 1 || got[0].pkg != "example.com/ö" || got[0].check != "sendleak" {
			t.Errorf("%s: records %+v", name, got)
		}
	}
}

// TestBaselineErrors pins what is said of files that are no baseline. What the JSON
// decoder has to say goes on where a * stands.
func TestBaselineErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", " is empty; leaklint -json writes {} where it finds nothing"},
		{" \n", " is empty; leaklint -json writes {} where it finds nothing"},
		{"null", " is not the output of leaklint -json: it is null"},
		{"[]", " is not the output of leaklint -json: unexpected array at byte *"},
		{`{"a": 7}`, " is not the output of leaklint -json: unexpected number at byte *"},
		{`{"a": {"b": {}}}`, " is not the output of leaklint -json: unexpected object at byte *"},
		{`{"a": {"b": [null]}}`, " is not the output of leaklint -json: a finding of b in a is null"},
		{`{"a": {"b": [7]}}`, " is not the output of leaklint -json: unexpected number at byte *"},
		{`{"a": {"b": [{}]}}`, " has a finding of b in a without a fingerprint; leaklint -json writes them, go vet -json does not"},
		{`{"a": {"b": [{"posn": 7}]}}`, " is not the output of leaklint -json: unexpected number at byte *"},
		{`{"a": {"b": [{"fingerprint": "1d8b7401d5c35b73451817e6"}]}}`, ` has a finding of b in a with the fingerprint "1d8b7401d5c35b73451817e6", which this version of leaklint does not make; write the file anew with -json`},
		{`{"version": "2.1.0", "runs": []}`, " is a SARIF log, not the output of leaklint -json"},
		{"{}\n{}\n", " holds one object after the other, as go vet -json prints them; a baseline is the output of one leaklint -json"},
		{oneRecord + oneRecord, " holds one object after the other, as go vet -json prints them; a baseline is the output of one leaklint -json"},
		{oneRecord[:len(oneRecord)-9], " is not the output of leaklint -json: *"},
		{"a.go:3:5: goroutine", " is not the output of leaklint -json: *"},
		{"\xff\xfe{", " is UTF-16 and ends within a character"},
		{strings.Repeat("[", 100_000), " is not the output of leaklint -json: *"},
	} {
		name := write(t, tt.text)
		_, err := readBaseline(name)
		want, open := strings.CutSuffix("-baseline: "+name+tt.want, "*")
		if err == nil || err.Error() != want && !(open && strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%.40q: error %v, want -baseline: FILE%s", tt.text, err, tt.want)
		}
	}
}

// TestBaselineFiles pins that a baseline is a regular file of a size that can be.
func TestBaselineFiles(t *testing.T) {
	large := write(t, "")
	if err := os.Truncate(large, largestBaseline+1); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		large:       "has 67108865 bytes, more than the 67108864 that are read; leaklint -json writes one",
		t.TempDir(): "is a folder, not a regular file; leaklint -json writes one",
	} {
		_, err := readBaseline(name)
		if err == nil || err.Error() != "-baseline: read "+name+": "+want {
			t.Errorf("error %v, want one that ends with %s", err, want)
		}
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "baseline.json")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
