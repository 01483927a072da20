package triage

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// A reach is how a server is reached, as the flags say.
type reach struct {
	headers  headers
	unix     string // the socket to connect to, whatever the URL's host is
	ca       string // a file of certificates in PEM to trust, beside the system's
	insecure bool   // trust every certificate

	client func() (*http.Client, error)
}

// prepare makes the client, once for all captures.
func (r *reach) prepare() {
	r.client = sync.OnceValues(r.newClient)
}

func (r *reach) newClient() (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if r.unix != "" {
		transport.Proxy = nil
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", r.unix)
		}
	}
	trusted, err := r.authorities()
	if err != nil {
		return nil, err
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: trusted, InsecureSkipVerify: r.insecure}
	return &http.Client{Transport: transport, CheckRedirect: checkRedirect}, nil
}

const longestCertificates = 4 << 20 // bytes of the file of -ca

// authorities returns the certificates to trust, nil for those of the system.
func (r *reach) authorities() (*x509.CertPool, error) {
	if r.ca == "" {
		return nil, nil
	}
	text, err := regular.ReadFile(r.ca, longestCertificates)
	if err != nil {
		return nil, fmt.Errorf("-ca %s: %w", shownName(r.ca), withoutPath(err))
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("-ca %s: it holds no certificate in PEM", shownName(r.ca))
	}
	return pool, nil
}

// headers are those of -H, which may hold what is secret: no error repeats one.
type headers []header

type header struct{ name, value string }

// String and Set make -H a flag that may be repeated. Whether a header is well-formed
// is asked later, as the flag package repeats what it finds wrong.
func (h *headers) String() string { return "" }

func (h *headers) Set(text string) error {
	name, value, ok := strings.Cut(text, ":")
	if !ok {
		name = ""
	}
	*h = append(*h, header{strings.TrimSpace(name), strings.TrimSpace(value)})
	return nil
}

// check is the error about the first header that cannot be sent.
func (h headers) check() error {
	for i, header := range h {
		switch {
		case header.name == "" || strings.ContainsFunc(header.name, isNoToken):
			return fmt.Errorf("the %s -H is not of the form 'Name: value' (it is not repeated here, as it may be secret)", ordinal(i))
		case strings.ContainsFunc(header.value, isControl):
			return fmt.Errorf("the value of the header %s has a control character in it", header.name)
		}
	}
	return nil
}

func ordinal(i int) string {
	if names := []string{"first", "second", "third"}; i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%dth", i+1)
}

// isNoToken reports whether a character may not stand in a header's name (RFC 9110,
// section 5.6.2).
func isNoToken(c rune) bool {
	isLetter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !isLetter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

func isControl(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }

// set adds the headers to a request.
func (h headers) set(req *http.Request) {
	for _, header := range h {
		if strings.EqualFold(header.name, "Host") {
			req.Host = header.value
			continue
		}
		req.Header.Add(header.name, header.value)
	}
}

// errUnix is about a socket that no URL asks for.
var errUnix = errors.New("-unix is for URLs: name one too, such as http://localhost/debug/pprof/goroutine?debug=2, whose path is asked of the socket")
