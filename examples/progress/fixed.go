package progress

// FixedUpload is LeakyUpload with a channel that was made.
type FixedUpload struct{ progress chan int }

// FixedStart sends the parts and reports how many there are so far.
func FixedStart(parts []string, send func(string)) *FixedUpload {
	progress := make(chan int, len(parts))
	go func() {
		for i, part := range parts {
			send(part)
			progress <- i + 1
		}
		close(progress)
	}()
	return &FixedUpload{progress}
}
