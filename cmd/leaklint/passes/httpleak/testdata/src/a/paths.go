package a

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"time"
)

var errStatus = errors.New("status")

// The body is closed only where the status is right.
func beforeDefer(url string) ([]byte, error) {
	resp, err := http.Get(url) // want `beforeDefer may return an error without closing the body of the response from net/http.Get`
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %w", resp.Status, errStatus)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func afterDefer(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return io.ReadAll(resp.Body)
}

// Both conditions end in the same return.
func errOrStatus(c *http.Client, url string) error {
	resp, err := c.Post(url, "text/plain", nil) // want `errOrStatus may return an error without closing the body`
	if err != nil || resp.StatusCode >= 400 {
		return errStatus
	}
	return resp.Body.Close()
}

// Nobody has the response at all.
func ping(url string) error {
	_, err := http.Get(url) // want `ping returns an error without closing the body`
	return err
}

func pingChecked(url string) bool {
	_, err := http.Get(url) // want `pingChecked returns without closing the body`
	return err == nil
}

// A redirect's request is read, which closes nothing.
func lands(url string) (string, error) {
	resp, err := http.Get(url) // want `lands returns without closing the body`
	if err != nil {
		return "", err
	}
	return resp.Request.URL.String(), nil
}

// A response with this status has no body.
func noContent(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	defer resp.Body.Close()
	return errStatus
}

func switched(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusNotModified, http.StatusNoContent:
		return nil
	case http.StatusOK:
		return resp.Body.Close()
	}
	io.Copy(io.Discard, resp.Body)
	return errStatus
}

// Neither does the response to HEAD.
func head(c *http.Client, url string) (int, error) {
	if _, err := c.Head(url); err != nil {
		return 0, err
	}
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func get(c *http.Client, url string) (int, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept", "text/plain")
	resp, err := c.Do(req) // want `get returns without closing the body of the response from \(\*net/http.Client\).Do`
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// The context gives the connection back.
func withContext(ctx context.Context, c *http.Client, url string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func withBackground(c *http.Client, url string) (int, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req) // want `withBackground returns without closing the body`
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// The request is somebody else's, with a context that is not known.
func given(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// The response belongs to who gets it.
func fetch(url string) (*http.Response, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return resp, nil
}

func fetched(url string) (bool, error) {
	resp, err := fetch(url) // want `fetched returns without closing the body of the response from fetch`
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

func fetchedClosed(url string) (bool, error) {
	resp, err := fetch(url)
	if err != nil {
		return false, err
	}
	drain(resp)
	return resp.StatusCode == http.StatusOK, nil
}

func drain(resp *http.Response) {
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

func logged(url string) error {
	resp, err := http.Get(url) // want `logged returns without closing the body`
	if err != nil {
		return err
	}
	logStatus(resp)
	return nil
}

func logStatus(resp *http.Response) { fmt.Println(resp.Status, resp.Header.Get("Server")) }

// A deferred function closes what there is by then.
func named(url string) (resp *http.Response, err error) {
	defer func() {
		if err != nil && resp != nil {
			resp.Body.Close()
		}
	}()
	resp, err = http.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errStatus
	}
	return resp, nil
}

// Retries: the response of a failed round is open still.
func retried(url string) (*http.Response, error) {
	for range 3 {
		resp, err := http.Get(url) // want `retried may return an error without closing the body`
		if err != nil {
			continue
		}
		if resp.StatusCode == http.StatusOK {
			return resp, nil
		}
	}
	return nil, errStatus
}

type page struct {
	resp *http.Response
	url  string
}

func kept(url string) (*page, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return &page{resp, url}, nil
}

func dumped(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return httputil.DumpResponse(resp, true)
}

// What is read of it depends on the data.
func decoded(url string) (value any, err error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return value, json.NewDecoder(resp.Body).Decode(&value)
}
