package driver

import (
	"strings"
	"testing"
)

// odd has what strangers may put into a finding.
var odd = []*finding{
	{
		check: "sendleak", Category: "leak", Posn: posn{"::error::x/\x1b[31m\n,a%41.go", 7, 0}, Message: "no\r\n::error::y ##[error]z (sendleak)",
		Related: []related{{Posn: posn{"", 8, 0}, Message: "here\u202e"}},
	},
	{check: "sendleak", Category: "advice", Posn: posn{"", 8, 0}, Message: "perhaps (sendleak)"},
}

func TestText(t *testing.T) {
	const want = `\x3a:error::x/\x1b[31m\n,a%41.go:7:1: no\r\n::error::y #\x23[error]z (sendleak)
	here\u202e: -:8:1
-:8:1: perhaps (sendleak)
`
	var b strings.Builder
	printText(&b, odd)
	if b.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", b.String(), want)
	}
}

func TestGitHub(t *testing.T) {
	const want = `::error file=%3A%3Aerror%3A%3Ax/\x1b[31m\n%2Ca%2541.go,line=7,col=1,title=sendleak::no\r\n::error::y #\x23[error]z (sendleak)%0Ahere\u202e: -:8:1
::warning title=sendleak::perhaps (sendleak)
`
	var b strings.Builder
	printGitHub(&b, odd, base{})
	if b.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", b.String(), want)
	}
}

// TestJSONForms pins that the forms for other tools keep every byte of a name and
// hold nothing that a terminal or a runner obeys.
func TestJSONForms(t *testing.T) {
	var asJSON, asSARIF strings.Builder
	printJSON(&asJSON, &result{Findings: odd})
	if err := printSARIF(&asSARIF, odd, nil, base{}); err != nil {
		t.Fatal(err)
	}
	for form, tt := range map[string]struct{ text, want string }{
		"-json":  {asJSON.String(), `"posn": "::error::x/\u001b[31m\n,a%41.go:7:1"`},
		"-sarif": {asSARIF.String(), `"uri": "./::error::x/%1B%5B31m%0A,a%2541.go"`},
	} {
		if !strings.Contains(tt.text, tt.want) {
			t.Errorf("%s: no %s in\n%s", form, tt.want, tt.text)
		}
		for _, bad := range []string{"\x1b", "\u202e", "##[", "\r"} {
			if strings.Contains(tt.text, bad) {
				t.Errorf("%s: %q in\n%s", form, bad, tt.text)
			}
		}
		for line := range strings.Lines(tt.text) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") {
				t.Errorf("%s: a workflow command: %s", form, line)
			}
		}
	}
}
