package edit

import (
	"errors"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// checkTokens refuses edits, which are sorted, that begin or end inside of a token
// of the file, and those that lose a comment.
func checkTokens(content []byte, edits []Edit) error {
	tokens := scan(content)
	for _, e := range edits {
		if cuts(tokens, e.Start) || cuts(tokens, e.End) {
			return errOutside
		}
		if losesComment(tokens, e) {
			return errors.New("a comment would be lost")
		}
	}
	return nil
}

// checkKept refuses a result in which a token that stands outside of the edits is
// no longer the same token: text that is put beside it has become part of it, or a
// comment or a string has swallowed it.
func checkKept(content, after []byte, edits []Edit) error {
	ends := make(map[int]int)
	for _, s := range scan(after) {
		ends[s.start] = s.end
	}
	moved, next := 0, 0
	for _, s := range scan(content) {
		for next < len(edits) && edits[next].End <= s.start {
			moved += len(edits[next].New) - (edits[next].End - edits[next].Start)
			next++
		}
		if next < len(edits) && edits[next].Start < s.end {
			continue // it is replaced
		}
		if ends[s.start+moved] != s.end+moved {
			return errors.New("it would change what stands beside it")
		}
	}
	return nil
}

// A span is a token of a file, a comment among them.
type span struct {
	start, end int
	kind       token.Token
	text       string // of comments and literals
}

// scan returns the tokens of a text in their order, without the semicolons that
// stand for line ends.
func scan(content []byte) []span {
	file := token.NewFileSet().AddFile("", -1, len(content))
	var s scanner.Scanner
	s.Init(file, content, nil, scanner.ScanComments)
	var tokens []span
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return tokens
		}
		if kind == token.SEMICOLON && text == "\n" {
			continue
		}
		start := file.Offset(pos)
		tokens = append(tokens, span{start, lengthEnd(content, start, kind, text), kind, text})
	}
}

// lengthEnd returns the end of a token. The scanner takes carriage returns out of
// raw strings and comments, so that these are longer than their text.
func lengthEnd(content []byte, start int, kind token.Token, text string) int {
	if text == "" {
		text = kind.String()
	}
	end := start
	for i := 0; i < len(text) && end < len(content); end++ {
		if content[end] == text[i] {
			i++
		} else if content[end] != '\r' {
			return start + len(text) // an illegal character
		}
	}
	return end
}

// cuts reports whether an offset lies inside of a token.
func cuts(tokens []span, offset int) bool {
	i, found := slices.BinarySearchFunc(tokens, offset, func(s span, offset int) int { return s.start - offset })
	return !found && i > 0 && offset < tokens[i-1].end
}

// losesComment reports whether an edit replaces a comment by text that does not
// have it.
func losesComment(tokens []span, e Edit) bool {
	return slices.ContainsFunc(tokens, func(s span) bool {
		return s.kind == token.COMMENT && e.Start <= s.start && s.end <= e.End && !strings.Contains(e.New, s.text)
	})
}
