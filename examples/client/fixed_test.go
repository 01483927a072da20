package client

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// serve starts a server with a page that is larger than a client reads ahead.
func serve(t *testing.T) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.Copy(w, strings.NewReader(strings.Repeat("page ", 1<<16)))
	}))
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return server
}

func TestFixedStatus(t *testing.T) {
	server := serve(t)
	leaktest.Check(t)
	client := &http.Client{Transport: new(http.Transport)}
	if code, err := FixedStatus(client, server.URL); code != http.StatusOK || err != nil {
		t.Errorf("FixedStatus = %d, %v, want %d", code, err, http.StatusOK)
	}
}
