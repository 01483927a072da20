package tokens

// filled takes a token out of a channel that is full, and puts it back.
func filled(fs []func()) {
	tokens := make(chan struct{}, 4)
	for range cap(tokens) {
		tokens <- struct{}{}
	}
	for _, f := range fs {
		<-tokens
		go func() {
			defer func() { tokens <- struct{}{} }()
			f()
		}()
	}
}

// A bank is filled by who makes it.
type bank struct{ coins chan struct{} }

func newBank(n int) *bank {
	b := &bank{coins: make(chan struct{}, n)}
	for range n {
		b.coins <- struct{}{}
	}
	return b
}

func (b *bank) each(fs []func()) {
	for _, f := range fs {
		<-b.coins
		f()
		b.coins <- struct{}{}
	}
}
