package quotes

import (
	"context"
	"net/http"
)

// FixedQuote is LeakyQuote with room for every offer, so that each sender ends.
func FixedQuote(ctx context.Context, article string, suppliers []Supplier) (int, error) {
	offers := make(chan offer, len(suppliers))
	for _, ask := range suppliers {
		go func() {
			cents, err := ask(ctx, article)
			offers <- offer{cents, err}
		}()
	}
	first := <-offers
	return first.cents, first.err
}

// FixedService is LeakyService over FixedQuote.
func FixedService(suppliers ...Supplier) http.Handler {
	return service(FixedQuote, suppliers)
}
