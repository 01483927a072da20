package triage_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

func compressed(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decompressed(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inUTF16 returns a text in UTF-16, behind the mark of its order.
func inUTF16(text []byte, order binary.AppendByteOrder) []byte {
	out := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(string(text))) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCorrupt: what is no capture is refused with the reason; of one that is cut
// off or mixed with something else, all that could be read is shown. Both are
// failures.
func TestCorrupt(t *testing.T) {
	inFolder(t)
	dump, counts, proto := read(t, "debug2.txt"), read(t, "debug1.txt"), read(t, "goroutine.pb.gz")
	long := strings.Repeat("x", 10<<20)
	// Data that does not compress, so that half of the file is half of the dump.
	var many bytes.Buffer
	for i := range 200 {
		many.WriteString(strings.ReplaceAll(string(dump), "main.", strings.Repeat("m", i%50)+"ain."))
	}
	manyGzip := compressed(t, many.Bytes())
	for _, test := range []struct {
		name   string
		data   []byte
		shown  bool   // the table is printed
		stderr string // a part of it
	}{
		{"empty", nil, false, "not a goroutine profile: the file is empty"},
		{"white space", []byte("\n\n \n"), false, "not a goroutine profile: no goroutine in it"},
		{"an HTML page", []byte("<!DOCTYPE html><html><body>/debug/pprof/</body>"), false, "this is an HTML page; the profile's text is at .../debug/pprof/goroutine?debug=2"},
		{"JSON", []byte(`{"goroutines": 3}`), false, "this is JSON"},
		{"a heap profile", []byte("heap profile: 1: 2 [3: 4] @ heap/1048576\n"), false, "this is another profile's text"},
		{"prose", []byte("Dear all,\nthe service is slow.\n"), false, `no goroutine in it; it begins with "Dear all,"`},
		{"binary garbage", bytes.Repeat([]byte{0, 0xff, 0x13, 0x37}, 5000), false, `no goroutine in it; it begins with "\x00\xff\x137\x00`},
		{"one byte", []byte{0x0a}, false, "not a goroutine profile"},
		{"a gzip header alone", []byte{0x1f, 0x8b}, false, "it begins as a gzip file and is none"},
		{"gzip of nothing", compressed(t, nil), false, "the file is empty"},
		{"gzip of HTML", compressed(t, []byte("<html></html>")), false, "this is an HTML page"},
		{"a cut protobuf", proto[:len(proto)/2], false, "the compressed file is cut off"},
		{"a cut protobuf without gzip", decompressed(t, proto)[:1000], false, "as protobuf it is damaged or cut off"},
		{"UTF-16 cut in a character", inUTF16(dump, binary.LittleEndian)[:2001], true, "it is cut off in the middle of a character of UTF-16"},
		{"HTML in UTF-16", inUTF16([]byte("<html></html>"), binary.LittleEndian), false, "this is an HTML page"},
		{"a dump cut in a frame", dump[:len(dump)/2], true, "it is cut off in goroutine "},
		{"a gzip cut in the middle", manyGzip[:len(manyGzip)/2], true, "the compressed file is cut off"},
		{"a cut debug=1", counts[:len(counts)/2], true, "it is cut off: it holds "},
		{"two dumps", append(bytes.Clone(dump), "\n"+string(dump)...), true, "goroutines stand in it twice: it holds more than one dump"},
		{"debug=1, then debug=2", append(bytes.Clone(counts), dump...), true, "it holds something else behind the debug=1 profile"},
		{"debug=2, then debug=1", append(append(bytes.Clone(dump), '\n'), counts...), true, "it holds a debug=1 profile beside the dump"},
		{"a line of 10 MB in a record", bytes.Replace(dump, []byte("main.giveUp.func1()"), []byte("main.giveUp.func1("+long+")"), 1), true, "1 goroutine record longer than a megabyte lost the end"},
		{"a line of 10 MB in debug=1", bytes.Replace(counts, []byte("main.consume"), []byte(long), 1), true, "a line is longer than a megabyte"},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, "capture", test.data)
			code, stdout, stderr := run(t, "capture")
			if code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			if !strings.HasPrefix(stderr, "leaklint: capture: ") || !strings.Contains(stderr, test.stderr) {
				t.Errorf("stderr is %q, want %q in it", stderr, test.stderr)
			}
			if shown := strings.Contains(stdout, " goroutines in "); shown != test.shown {
				t.Errorf("the table is shown: %v, want %v:\n%s", shown, test.shown, stdout)
			}
		})
	}
}

// TestAround: what a crash or a log puts around a dump is skipped and said, and
// is no failure. Line ends of Windows and compression make no difference.
func TestAround(t *testing.T) {
	inFolder(t)
	dump := read(t, "debug2.txt")
	_, want, _ := run(t, "debug2.txt")
	for name, data := range map[string][]byte{
		"panic":  []byte("panic: oops\n\n" + string(dump) + "\nexit status 2\n"),
		"crlf":   bytes.ReplaceAll(dump, []byte("\n"), []byte("\r\n")),
		"gzip":   compressed(t, dump),
		"blanks": append([]byte("\n\n\n"), dump...),
		"UTF-8":  append([]byte("\xef\xbb\xbf"), dump...),
		// As PowerShell's > writes it.
		"UTF-16":            inUTF16(bytes.ReplaceAll(dump, []byte("\n"), []byte("\r\n")), binary.LittleEndian),
		"UTF-16, big":       inUTF16(dump, binary.BigEndian),
		"UTF-16 in gzip":    compressed(t, inUTF16(dump, binary.LittleEndian)),
		"a bell and a zero": append([]byte("\a\x00 \x01\x02\n\n"), dump...),
	} {
		write(t, "capture", data)
		code, stdout, stderr := run(t, "capture")
		if code != 0 || stdout != want {
			t.Errorf("%s: exit code %d and\n%s\nwant 0 and\n%s", name, code, stdout, want)
		}
		if note := "leaklint: capture: skipped 24 bytes around the goroutines, beginning with \"panic: oopsexit status 2\"\n"; name == "panic" && stderr != note {
			t.Errorf("stderr is %q, want %q", stderr, note)
		}
	}
}

// TestCountsAround: the same for a debug=1 text, which begins with its first line.
func TestCountsAround(t *testing.T) {
	inFolder(t)
	counts := read(t, "debug1.txt")
	_, want, _ := run(t, "debug1.txt")
	windows := bytes.ReplaceAll(counts, []byte("\n"), []byte("\r\n"))
	for name, data := range map[string][]byte{
		"crlf":   windows,
		"UTF-8":  append([]byte("\xef\xbb\xbf"), counts...),
		"UTF-16": inUTF16(windows, binary.LittleEndian),
	} {
		write(t, "capture", data)
		code, stdout, stderr := run(t, "capture")
		if code != 0 || stdout != want {
			t.Errorf("%s: exit code %d, stderr %q, and\n%s\nwant 0 and\n%s", name, code, stderr, stdout, want)
		}
	}
}

// TestUsage: a wrong command line is told apart from a file that is not there.
func TestUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "later.txt", nil)
	for _, folder := range []string{"empty", "source"} {
		if err := os.Mkdir(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join("source", "main.go"), nil)
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{nil, 2, "leaklint: triage: which capture? Name a file, a folder, a URL, or - for standard input\nusage: "},
		{[]string{"-nosuch", "x"}, 2, "leaklint: triage: flag provided but not defined: -nosuch\nusage: "},
		{[]string{"-top", "-1", "x"}, 2, "leaklint: triage: -top must not be negative"},
		{[]string{"-timeout", "0s", "x"}, 2, "leaklint: triage: -timeout and -max-bytes must be above zero"},
		{[]string{"-diff", "-", "-"}, 2, "leaklint: triage: only one of the captures can be standard input"},
		{[]string{"-h"}, 2, "usage: leaklint triage "},
		{[]string{"nosuch.txt"}, 1, "leaklint: nosuch.txt: "},
		{[]string{"empty"}, 1, "leaklint: empty: the folder holds no captures\n"},
		{[]string{"source"}, 1, "leaklint: source: it holds Go source; packages come after --, as in "},
		{[]string{"now.txt", "./..."}, 2, "leaklint: triage: ./... is no capture; packages come after --, as in "},
		{[]string{"now.txt", "--", "later.txt"}, 2, "leaklint: triage: later.txt is a capture; behind -- come packages\n"},
		{[]string{"now.txt", "--", "http://user:secret@host/?token=secret"}, 2, "leaklint: triage: http://host/?... is a capture; behind -- come packages\n"},
		{[]string{"now.txt", "--", "host:6060/debug/pprof/goroutine"}, 2, "leaklint: triage: http://host:6060/debug/pprof/goroutine is a capture"},
		{[]string{"nosuch.txt", "later.txt"}, 1, "leaklint: nosuch.txt: no such file or directory\nleaklint: later.txt: not a goroutine profile: the file is empty\nleaklint: none of the captures could be read\n"},
		{[]string{"-diff", "a", "b", "c"}, 2, "leaklint: triage: -diff compares two captures"},
		{[]string{"-every", "1s", "http://host/"}, 2, "leaklint: triage: -every and -for go together"},
		{[]string{"-every", "2s", "-for", "1s", "http://host/"}, 2, "leaklint: triage: -for must be at least as long as -every"},
		{[]string{"-every", "1s", "-for", "2s", "now.txt"}, 2, "leaklint: triage: -every takes the captures of one URL"},
		{[]string{"-keep", "dir", "now.txt"}, 2, "leaklint: triage: -keep keeps what a URL answers, and none is named"},
		{[]string{"-unix", "socket", "now.txt"}, 2, "leaklint: triage: -unix is for URLs"},
		{[]string{"-label", "secret", "now.txt"}, 2, "leaklint: triage: invalid value \"secret\" for flag -label: it is written key=value\n"},
		{[]string{"-fail-growth", "-1", "now.txt"}, 2, "leaklint: triage: -fail-growth must be above zero"},
		{[]string{"-H", "token secret", "http://host/"}, 2, "leaklint: triage: the first -H is not of the form 'Name: value' (it is not repeated here, as it may be secret)\n"},
		{[]string{"-H", "Token: secret\r\nX: y", "http://host/"}, 2, "leaklint: triage: the value of the header Token has a control character in it\n"},
		{[]string{"-ca", "later.txt", "http://host/"}, 1, "leaklint: http://host/: -ca later.txt: it holds no certificate in PEM\n"},
		{[]string{"-ca", "nosuch.pem", "http://host/"}, 1, "leaklint: http://host/: -ca nosuch.pem: no such file or directory\n"},
		{[]string{"-timeout", "http://user:secret@host/", "now.txt"}, 2, `leaklint: triage: invalid value "http://host/" for flag -timeout: parse error`},
		{[]string{"a\n::error::b"}, 1, `leaklint: a\n::error::b: `},
		{[]string{"-"}, 1, "leaklint: standard input: not a goroutine profile: the file is empty"},
	} {
		code, stdout, stderr := run(t, test.args...)
		if code != test.code || !strings.HasPrefix(stderr, test.want) || stdout != "" {
			t.Errorf("triage %q: exit code %d, stderr %q, stdout %q, want %d and %q", test.args, code, stderr, stdout, test.code, test.want)
		}
	}
}

// TestStandardInput: the name - stands for it.
func TestStandardInput(t *testing.T) {
	inFolder(t)
	_, want, _ := run(t, "debug2.txt")
	var stdout, stderr bytes.Buffer
	code := triage.Run(t.Context(), bytes.NewReader(read(t, "debug2.txt")), &stdout, &stderr, []string{"-"})
	if code != 0 || stdout.String() != want {
		t.Errorf("standard input: exit code %d, stderr %q, and\n%s\nwant\n%s", code, stderr.String(), stdout.String(), want)
	}
}
