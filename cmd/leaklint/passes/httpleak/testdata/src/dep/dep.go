// Package dep makes requests for others.
package dep

import "net/http"

// Fetch sends a request that it knows nothing of.
func Fetch(req *http.Request) (*http.Response, error) { return http.DefaultClient.Do(req) }

// Get makes the request itself.
func Get(url string) (*http.Response, error) { return http.Get(url) }
