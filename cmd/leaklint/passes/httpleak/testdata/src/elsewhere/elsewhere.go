// Package elsewhere has responses to requests that another package sends.
package elsewhere

import (
	"dep"
	"net/http"
)

// What ends the request is not known there.
func fetch(req *http.Request) (string, error) {
	resp, err := dep.Fetch(req)
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}

func get(url string) (string, error) {
	resp, err := dep.Get(url) // want `get returns without closing the body of the response from dep.Get`
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}
