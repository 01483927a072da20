//go:build leaky

package client

import (
	"net/http"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyStatus(t *testing.T) {
	server := serve(t)
	leaktest.Check(t)
	client := &http.Client{Transport: new(http.Transport)}
	if code, err := LeakyStatus(client, server.URL); code != http.StatusOK || err != nil {
		t.Errorf("LeakyStatus = %d, %v, want %d", code, err, http.StatusOK)
	}
}
