package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestVerdicts(t *testing.T) {
	for _, test := range []struct {
		name           string
		original, ours []string
		same           bool
	}{
		{"always the same", []string{"pass", "pass"}, []string{"pass", "pass"}, true},
		{"ours fails", []string{"pass", "pass"}, []string{"pass", "exit 1 TestA"}, false},
		{"ours passes what fails", []string{"exit 1 TestA", "exit 1 TestA"}, []string{"pass", "pass"}, false},
		{"other test", []string{"exit 1 TestA"}, []string{"exit 1 TestB"}, false},
		{"the original is unstable", []string{"pass", "exit 1 TestA"}, []string{"pass", "pass"}, true},
	} {
		if same := sameVerdicts(test.original, test.ours); same != test.same {
			t.Errorf("%s: same: %v, want %v", test.name, same, test.same)
		}
	}
	if got := counted([]string{"pass", "exit 1 TestA", "pass"}); got != "1× exit 1 TestA, 2× pass" {
		t.Errorf("counted: %s", got)
	}
}

func TestQuick(t *testing.T) {
	for _, test := range []struct {
		original, difference time.Duration
		quick                bool
	}{
		{time.Second, 49 * time.Millisecond, true},
		{time.Second, 51 * time.Millisecond, false},
		{10 * time.Second, 200 * time.Millisecond, true},
		{10 * time.Second, 210 * time.Millisecond, false},
		{time.Second, -time.Second, true},
	} {
		r := &result{pairs: 5, times: [2]time.Duration{test.original, 0}, difference: test.difference}
		if r.quick() != test.quick {
			t.Errorf("%v beside %v: quick: %v, want %v", test.difference, test.original, r.quick(), test.quick)
		}
	}
}

// TestUsesOf finds packages whose tests use a peer, also by way of a helper.
func TestUsesOf(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/a_test.go":       "package a\nimport \"go.uber.org/goleak\"\n",
		"b/b_test.go":       "package b\nimport \"example.com/m/helper\"\n",
		"c/c_test.go":       "package c\nimport \"testing\"\n",
		"helper/helper.go":  "package helper\nimport \"go.uber.org/goleak\"\n",
		"other/o_test.go":   "package other\nimport \"github.com/fortytw2/leaktest\"\n",
		"helper/d/d.go":     "package d\n",
		"helper/d/readme.x": "\"go.uber.org/goleak\"",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	u, err := usesOf(dir, "example.com/m")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint(goleak, []string{filepath.Join("a", "a_test.go"), filepath.Join("helper", "helper.go")}, []string{"a", "b"})
	if got := fmt.Sprint(u.peer, u.files, u.packages); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := usesOf(filepath.Join(dir, "c"), "example.com/m"); err == nil {
		t.Error("a module that uses no peer has no error")
	}
}

func TestGiven(t *testing.T) {
	if c, err := given("example.com/m@v1.2.3"); err != nil || c.module != "example.com/m" || c.version != "v1.2.3" {
		t.Errorf("%v, %v", c, err)
	}
	for _, name := range []string{"", "example.com/m", "@v1.2.3", "example.com/m@"} {
		if _, err := given(name); err == nil {
			t.Errorf("%q is taken", name)
		}
	}
}
