package triage

import (
	"context"
	"fmt"
	"io"
	"time"
)

// A source is an open capture.
type source struct {
	io.ReadCloser
	size     int64     // bytes, 0 where unknown
	modified time.Time // when the file was written, zero for none
}

// open opens a file, standard input for "-", or what a URL answers.
func (o *options) open(ctx context.Context, name string) (*source, error) {
	switch {
	case name == "-":
		return &source{ReadCloser: io.NopCloser(o.stdin)}, nil
	case isURL(name):
		src, err := o.fetch(ctx, name)
		if err != nil || o.keep == "" {
			return src, err
		}
		kept, err := newKeeper(o.keep, src.ReadCloser, time.Now())
		if err != nil {
			src.Close()
			return nil, fmt.Errorf("-keep %s: %w", shownName(o.keep), err)
		}
		src.ReadCloser = kept
		return src, nil
	}
	return openFile(name)
}
