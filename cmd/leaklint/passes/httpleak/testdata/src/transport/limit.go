package transport

import "net/http"

// It keeps no idle connection for a host.
func limited(url string) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: -1}}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
