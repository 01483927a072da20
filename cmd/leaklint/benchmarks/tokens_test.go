package main

import (
	"testing"
	"testing/fstest"
)

// TestCountTokens shows what counts: code, but neither comments and blank lines nor
// tests and their programs.
func TestCountTokens(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	files, tokens, err := countTokens(fstest.MapFS{
		"a.go":                  file("// Package a is one.\npackage a\n\n\nvar x = 1 // one\n"), // package a var x = 1
		"b/b.go":                file("package b; func f() {}\n"),                                // package b ; func f ( ) { }
		"b/b_test.go":           file("package b\n"),
		"b/testdata/src/c/c.go": file("package c\n"),
		"b/doc.md":              file("package\n"),
	})
	if err != nil || files != 2 || tokens != 6+9 {
		t.Errorf("countTokens = %d files, %d tokens, %v, want 2, 15, nil", files, tokens, err)
	}
}
