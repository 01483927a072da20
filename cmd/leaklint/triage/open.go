package triage

import (
	"context"
	"io"
)

// A source is an open capture.
type source struct {
	io.ReadCloser
	size int64 // bytes, 0 where unknown
}

// open opens a file, standard input for "-", or what a URL answers.
func (o *options) open(ctx context.Context, name string) (*source, error) {
	switch {
	case name == "-":
		return &source{ReadCloser: io.NopCloser(o.stdin)}, nil
	case isURL(name):
		return o.fetch(ctx, name)
	}
	return openFile(name)
}
