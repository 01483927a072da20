package triage

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The limits of a fetch, unless flags say otherwise.
const (
	defaultTimeout  = time.Minute // a dump of 100,000 goroutines takes the server a second or two
	defaultMaxBytes = 1 << 30
)

// fetch asks a URL once, within the time limit, which holds for the whole answer.
// It follows redirects that stay with the server.
func (o *options) fetch(ctx context.Context, name string) (*source, error) {
	target, err := url.Parse(name)
	if err != nil || target.Hostname() == "" {
		return nil, errMalformed
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("no whole answer within %v (-timeout)", o.timeout))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		cancel()
		return nil, errMalformed
	}
	o.reach.headers.set(req)
	client, err := o.reach.client()
	if err != nil {
		cancel()
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		defer cancel()
		return nil, fetchError(ctx, err)
	}
	body := &answer{ReadCloser: resp.Body, ctx: ctx, cancel: cancel}
	if resp.StatusCode != http.StatusOK {
		body.Close()
		return nil, fmt.Errorf("the server answered %s%s", status(resp.StatusCode), advice(resp))
	}
	return &source{ReadCloser: body, size: max(0, resp.ContentLength)}, nil
}

// errMalformed does not repeat what is wrong, which may be in a password.
var errMalformed = errors.New("the URL is malformed: special characters in a user name, a password or a query are written as %XX")

// A redirectError is an answer that leads elsewhere and is not followed.
type redirectError struct {
	to  *url.URL
	why string
}

func (e *redirectError) Error() string {
	return fmt.Sprintf("refusing a redirect to %s: %s", shownURL(e.to.String()), e.why)
}

// checkRedirect follows an answer to the same server. Another one is not what the
// user has named, and may be one that only the user's machine reaches.
func checkRedirect(req *http.Request, via []*http.Request) error {
	req.Header.Del("Referer") // it holds the query
	from := via[len(via)-1].URL
	switch to := req.URL; {
	case to.Scheme != "http" && to.Scheme != "https":
		return &redirectError{to, "it is neither http nor https"}
	case !isSameServer(from, to):
		return &redirectError{to, "it is another server; give that URL if you trust it"}
	case len(via) >= 5:
		return &redirectError{to, "it is the fifth"}
	}
	return nil
}

// isSameServer reports whether a redirect stays with a server, or only goes on to
// its encrypted side.
func isSameServer(from, to *url.URL) bool {
	if !strings.EqualFold(from.Hostname(), to.Hostname()) {
		return false
	}
	if from.Scheme == to.Scheme {
		return port(from) == port(to)
	}
	return to.Scheme == "https"
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// status names a code in the words of the standard, not in those of the server.
func status(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
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

// fetchError words what went wrong with a request. Of what net/http says, only
// that is repeated which has no part of a URL in it.
func fetchError(ctx context.Context, err error) error {
	var redirect *redirectError
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &redirect):
		return redirect
	case errors.As(err, &certificate):
		return fmt.Errorf("the server's certificate is not trusted: %v; -ca FILE trusts its authority too", certificate.Err)
	case errors.As(err, &network):
		return network
	case errors.As(err, &record), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return errors.New("the server speaks http, not https")
	case strings.Contains(err.Error(), "Location header"):
		return errors.New("the server answered with a redirect to an address that is malformed")
	}
	return errors.New("no answer in HTTP: the connection was closed, a proxy refused it, or something else speaks there")
}

// An answer is a response's body within its time limit.
type answer struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelFunc
}

func (a *answer) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	var network *net.OpError
	switch {
	case a.ctx.Err() != nil:
		err = context.Cause(a.ctx)
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("the server's answer is cut off")
	case errors.As(err, &network):
		err = fmt.Errorf("the server's answer is cut off: %w", network)
	default:
		err = errors.New("the server's answer is damaged")
	}
	return n, err
}

func (a *answer) Close() error {
	a.cancel()
	return a.ReadCloser.Close()
}
