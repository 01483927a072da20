// Package client has a leak of the kind httpleak: a response's body is not
// closed, which keeps its connection and two goroutines.
package a

import "net/http"

// LeakyStatus asks for a page and returns the status code.
func LeakyStatus(c *http.Client, url string) (int, error) {
	response, err := c.Get(url) // want `LeakyStatus returns without closing the body of the response from \(\*net/http.Client\).Get, which keeps its connection and two goroutines \(httpleak\)`
	if err != nil {
		return 0, err
	}
	return response.StatusCode, nil // the body stays open
}
