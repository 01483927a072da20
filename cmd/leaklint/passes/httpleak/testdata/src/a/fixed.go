package a

import "net/http"

// FixedStatus is LeakyStatus with the close of the body.
func FixedStatus(c *http.Client, url string) (int, error) {
	response, err := c.Get(url)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	return response.StatusCode, nil
}
func skippedRound(urls []string) {
	for _, u := range urls {
		resp, err := http.Get(u) // want `skippedRound may begin the next round of a loop without closing the body of the response from net/http.Get, which keeps its connection and two goroutines \(httpleak\)`
		if err != nil {
			continue
		}
		if resp.StatusCode != http.StatusOK {
			continue
		}
		resp.Body.Close()
	}
}

func closedRound(urls []string) {
	for _, u := range urls {
		resp, err := http.Get(u)
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			continue
		}
		println(u)
	}
}
