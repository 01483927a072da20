// Package timeout gives its client a timeout, which gives the connection back.
package timeout

import (
	"net/http"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

func status(url string) (int, error) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func configured(timeout time.Duration, url string) (int, error) {
	c := &http.Client{Timeout: timeout}
	resp, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// The default client has none.
func byDefault(url string) (int, error) {
	resp, err := http.DefaultClient.Get(url) // want `byDefault returns without closing the body`
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
