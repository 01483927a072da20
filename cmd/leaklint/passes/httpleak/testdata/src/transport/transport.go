package transport

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Each call makes a transport, whose connection stays.
func insecure(url string) error {
	tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // want `insecure makes a transport for its own requests and leaves it with an idle connection`
	client := &http.Client{Transport: tr, Timeout: time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func inline(req *http.Request) error {
	c := http.Client{Transport: new(http.Transport)} // want `inline makes a transport`
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func closesIdle(url string) error {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func timesOut(url string) error {
	client := &http.Client{Transport: &http.Transport{IdleConnTimeout: time.Minute}}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func keepsNone(url string) error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func lastRequest(url string) error {
	client := &http.Client{Transport: &http.Transport{}}
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Close = true
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func saysClose(url string) error {
	client := &http.Client{Transport: &http.Transport{}}
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Connection", "close")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// The client is there for more.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{}}
}

func tried(url string) (*http.Client, error) {
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	return client, resp.Body.Close()
}

// One that is made once is no leak.
var shared = func() *http.Transport { return &http.Transport{} }()

func viaShared(url string) error {
	resp, err := (&http.Client{Transport: shared}).Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func init() {
	resp, err := (&http.Client{Transport: &http.Transport{}}).Get("http://localhost")
	if err == nil {
		resp.Body.Close()
	}
}

type once struct{ set bool }

func (o *once) Set() { o.set = true }

// A method of the name Set need not have an argument.
func withSet(url string) error {
	var o once
	o.Set()
	client := &http.Client{Transport: &http.Transport{}} // want `withSet makes a transport`
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
