package a

import (
	"context"
	"errors"
)

// Each try answers on one of two channels, and there is one try at a time.
func retry(ctx context.Context, ask func() (string, error), most int) (string, error) {
	answers := make(chan string, 1)
	errs := make(chan error, 1)
	for i := 0; ; i++ {
		go func() {
			answer, err := ask()
			if err != nil {
				errs <- err
				return
			}
			answers <- answer
		}()
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case answer := <-answers:
			return answer, nil
		case err := <-errs:
			if i == most {
				return "", err
			}
		}
	}
}

var errLate = errors.New("late")

// Here a try is given up, and the next one is started beside it.
func retryBeside(late <-chan int, ask func() (string, error), most int) (string, error) {
	answers := make(chan string, 1)
	errs := make(chan error, 1)
	for i := 0; ; i++ {
		go func() { // want `retryBeside may return before it has received all that is sent on (answers|errs)`
			answer, err := ask()
			if err != nil {
				errs <- err
				return
			}
			answers <- answer
		}()
		select {
		case <-late:
			if i == most {
				return "", errLate
			}
		case answer := <-answers:
			return answer, nil
		case err := <-errs:
			if i == most {
				return "", err
			}
		}
	}
}
