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
