// Package firstwins has a leak of the kind sendleak: several goroutines race for
// an answer, the first one wins, and nobody takes what the others send.
package firstwins

// LeakyQuery asks all replicas and returns the answer of the fastest.
func LeakyQuery(replicas []func() string) string {
	answers := make(chan string)
	for _, ask := range replicas {
		go func() {
			answers <- ask()
		}()
	}
	return <-answers // all but one are left in their send
}
