// Package receive has a leak of the kind recvleak: a goroutine receives
// what nobody sends when the work before it fails.
package receive

// LeakyStore saves a document and has its size audited in the background.
func LeakyStore(doc []byte, save func([]byte) (int, error), audit func(int)) error {
	size := make(chan int)
	go func() {
		audit(<-size)
	}()

	n, err := save(doc)
	if err != nil {
		return err // nobody sends any more
	}
	size <- n
	return nil
}
