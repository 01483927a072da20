// Package quotes follows one leak from the code to production and back: a service
// asks several suppliers for a price and answers with the first that comes, and
// each request leaves a goroutine behind for every supplier that was slower.
//
// serve runs the service. story_test.go goes the whole way, and transcript.txt is
// what it shows: the finding of leaklint, the report of leaktest, two captures of
// the running service under load, the triage of them, and the fix.
package quotes

import (
	"context"
	"fmt"
	"net/http"
)

// A Supplier tells its price for an article.
type Supplier func(ctx context.Context, article string) (cents int, err error)

type offer struct {
	cents int
	err   error
}

// LeakyQuote returns the first price that any of the suppliers tells.
func LeakyQuote(ctx context.Context, article string, suppliers []Supplier) (int, error) {
	offers := make(chan offer)
	for _, ask := range suppliers {
		go func() {
			cents, err := ask(ctx, article)
			offers <- offer{cents, err}
		}()
	}
	first := <-offers // whoever is slower sends to nobody
	return first.cents, first.err
}

// LeakyService answers /quote?article=NAME with a price in cents.
func LeakyService(suppliers ...Supplier) http.Handler {
	return service(LeakyQuote, suppliers)
}

// service serves a way to find a price.
func service(quote func(context.Context, string, []Supplier) (int, error), suppliers []Supplier) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/quote", func(w http.ResponseWriter, r *http.Request) {
		cents, err := quote(r.Context(), r.FormValue("article"), suppliers)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintln(w, cents)
	})
	return mux
}
