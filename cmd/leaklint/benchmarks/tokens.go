package main

import (
	"context"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// tokenFolders are the folders whose code is counted, below cmd/leaklint.
var tokenFolders = []string{"internal", "passes"}

// printTokens counts the code of the analysis by folder: tokens, so that neither
// comments nor the way lines are broken count. Tests and their programs are left out.
func printTokens(_ context.Context, b *bench) error {
	root, err := repoRoot()
	if err != nil {
		return err
	}
	t := newTable(b.out, "folder", "files", "code tokens")
	files, tokens := 0, 0
	for _, folder := range tokenFolders {
		f, n, err := countTokens(os.DirFS(filepath.Join(root, "cmd", "leaklint", folder)))
		if err != nil {
			return err
		}
		t.row(folder, f, n)
		files, tokens = files+f, tokens+n
	}
	t.line()
	t.row("both", files, tokens)
	t.flush()
	return nil
}

// countTokens returns how many Go files with code of its own a folder has, and how
// many tokens stand in them.
func countTokens(dir fs.FS) (files, tokens int, err error) {
	err = fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		src, err := fs.ReadFile(dir, path)
		if err != nil {
			return err
		}
		files++
		tokens += tokensOf(src)
		return nil
	})
	return files, tokens, err
}

// tokensOf returns how many tokens a file has, without comments, and without the
// semicolons that stand for ends of lines.
func tokensOf(src []byte) (n int) {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, nil, 0)
	for {
		_, tok, text := s.Scan()
		switch {
		case tok == token.EOF:
			return n
		case tok == token.SEMICOLON && text == "\n":
		default:
			n++
		}
	}
}
