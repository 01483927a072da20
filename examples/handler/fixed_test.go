package handler

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func ignore(string) {}

// get asks a server with the handler for one page, and closes all that it opened.
func get(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	response, err := server.Client().Get(server.URL + "?order=7")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestFixedHandler(t *testing.T) {
	leaktest.Check(t)
	if got := get(t, FixedHandler(ignore)); got != "accepted\n" {
		t.Errorf("FixedHandler wrote %q, want %q", got, "accepted\n")
	}
}
