package lent_test

import (
	"bytes"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/leaktight/leaktight/cmd/leaklint/tryout/lent"
	"github.com/leaktight/leaktight/cmd/leaklint/tryout/lent/collect"
)

// TestArchive compares the archive with the packages that it was made from.
func TestArchive(t *testing.T) {
	want, err := collect.Archive()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(lent.Archive(), want) {
		t.Errorf("lent.txtar is not what leaktest is now: run\n\n\tgo generate ./cmd/leaklint/tryout/lent\n%s", firstDifference(lent.Archive(), want))
	}
}

// firstDifference names the first file that differs.
func firstDifference(have, want []byte) string {
	old := make(map[string]string)
	for _, f := range txtar.Parse(have).Files {
		old[f.Name] = string(f.Data)
	}
	for _, f := range txtar.Parse(want).Files {
		if old[f.Name] != string(f.Data) {
			return "\nfirst of all for " + f.Name
		}
	}
	return ""
}

// TestLicenses: what is lent comes with its licenses.
func TestLicenses(t *testing.T) {
	names := make(map[string]bool)
	for _, f := range txtar.Parse(lent.Archive()).Files {
		names[f.Name] = true
	}
	for _, want := range []string{lent.Root + "/LICENSE", lent.Root + "/go-cmp/LICENSE", lent.Tryout + "/tryout.go"} {
		if !names[want] {
			t.Errorf("the archive has no %s", want)
		}
	}
}
