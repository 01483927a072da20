package triage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// isURL reports whether an argument is to be fetched. Nothing else ever is.
func isURL(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

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
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", name)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &source{f, info.Size()}, nil
}

// fetch asks a URL once, within the time and size limits. It follows redirects
// that stay with http and https.
func (o *options) fetch(ctx context.Context, name string) (*source, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("no whole answer within %v (-timeout)", o.timeout))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	client := &http.Client{CheckRedirect: checkRedirect}
	resp, err := client.Do(req)
	if err != nil {
		defer cancel()
		return nil, fetchError(ctx, err)
	}
	body := &answer{ReadCloser: resp.Body, ctx: ctx, cancel: cancel, left: o.maxBytes, limit: o.maxBytes}
	if resp.StatusCode != http.StatusOK {
		body.Close()
		return nil, fmt.Errorf("the server answered %s%s", resp.Status, advice(resp))
	}
	return &source{body, max(0, resp.ContentLength)}, nil
}

func checkRedirect(req *http.Request, via []*http.Request) error {
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return fmt.Errorf("refusing a redirect to %s: it is neither http nor https", req.URL.Redacted())
	}
	if len(via) >= 5 {
		return errors.New("stopped after 5 redirects")
	}
	return nil
}

// advice says what an answer other than 200 probably means.
func advice(resp *http.Response) string {
	switch {
	case resp.StatusCode == http.StatusNotFound && strings.HasSuffix(resp.Request.URL.Path, "/goroutineleak"):
		return ": the goroutineleak profile is there from Go 1.27 on, and in Go 1.26 with GOEXPERIMENT=goroutineleakprofile"
	case resp.StatusCode == http.StatusNotFound && !strings.Contains(resp.Request.URL.Path, "/debug/pprof/"):
		return ": net/http/pprof serves the profile at /debug/pprof/goroutine?debug=2"
	}
	return ""
}

// fetchError takes the request out of an error, which its reader knows.
func fetchError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// An answer is a response's body within its limits.
type answer struct {
	io.ReadCloser
	ctx         context.Context
	cancel      context.CancelFunc
	left, limit int64
}

func (a *answer) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, fmt.Errorf("the answer is larger than the %s bytes of -max-bytes", thousands(int(a.limit)))
	}
	n, err := a.ReadCloser.Read(p[:min(int64(len(p)), a.left+1)])
	a.left -= int64(n)
	if err != nil && err != io.EOF {
		err = fetchError(a.ctx, err)
	}
	return n, err
}

func (a *answer) Close() error {
	a.cancel()
	return a.ReadCloser.Close()
}

// The limits of a fetch, unless flags say otherwise.
const (
	defaultTimeout  = time.Minute // a dump of 100,000 goroutines takes the server a second or two
	defaultMaxBytes = 1 << 30
)
