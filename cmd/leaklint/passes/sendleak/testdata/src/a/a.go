package a

import (
	"context"
	"errors"
	"sync"
	"time"
)

func work(n int) int { return n * n }

func check(string) error { return nil }

// A receiver that may leave.

func timeout() (int, error) {
	out := make(chan int)
	go func() { // want `timeout may return without receiving from out, which leaves this goroutine blocked in its send forever \(sendleak\)`
		out <- work(1)
	}()
	select {
	case n := <-out:
		return n, nil
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

func timeoutRoom() (int, error) {
	out := make(chan int, 1)
	go func() {
		out <- work(1)
	}()
	select {
	case n := <-out:
		return n, nil
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

func timeoutBoth(ctx context.Context) int {
	out := make(chan int)
	go func() {
		select {
		case out <- work(1):
		case <-ctx.Done():
		}
	}()
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

func errorReturn(name string) error {
	done := make(chan error)
	go func() { // want `errorReturn may return without receiving from done`
		done <- check(name)
	}()
	if err := check("other"); err != nil {
		return err
	}
	return <-done
}

func errorReturnBefore(name string) error {
	if err := check("other"); err != nil {
		return err
	}
	done := make(chan error)
	go func() { done <- check(name) }()
	return <-done
}

// More values than receives.

func second(ctx context.Context, name string) error {
	errs := make(chan error, 1)
	go func() { // want `second may return before it has received all that is sent on errs`
		if err := check(name); err != nil {
			errs <- err
		}
		errs <- nil
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func oneOfTwo(ctx context.Context, name string) error {
	errs := make(chan error, 1)
	go func() {
		if err := check(name); err != nil {
			errs <- err
			return
		}
		errs <- nil
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func secondTaken(name string) error {
	errs := make(chan error, 1)
	go func() {
		errs <- check(name)
		errs <- nil
	}()
	return <-errs
}

func race() int {
	out := make(chan int)
	go func() { out <- work(1) }() // want `race may return before it has received all that is sent on out`
	go func() { out <- work(2) }()
	return <-out
}

func raceBoth() int {
	out := make(chan int)
	go func() { out <- work(1) }()
	go func() { out <- work(2) }()
	return <-out + <-out
}

func eitherOrder() (n int, err error) {
	values, errs := make(chan int), make(chan error)
	go func() { values <- work(1) }()
	go func() { errs <- check("x") }()
	for range 2 {
		select {
		case n = <-values:
		case err = <-errs:
		}
	}
	return n, err
}

func firstWins(names []string) error {
	errs := make(chan error)
	for _, name := range names {
		go func() { // want `firstWins may return without receiving from errs`
			errs <- check(name)
		}()
	}
	return <-errs
}

func allCounted(names []string) (err error) {
	errs := make(chan error)
	for _, name := range names {
		go func() { errs <- check(name) }()
	}
	for range names {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return err
}

func oneLess(names []string) (err error) {
	errs := make(chan error)
	for _, name := range names {
		go func() { // want `oneLess may return without receiving from errs`
			errs <- check(name)
		}()
	}
	for i := 0; i < len(names)-1; i++ {
		err = <-errs
	}
	return err
}

func three() {
	done := make(chan bool, 2)
	for range 3 {
		go func() { // want `nobody receives from done`
			done <- work(1) > 0
		}()
	}
}

func threeRoom() {
	done := make(chan bool, 3)
	for range 3 {
		go func() { done <- work(1) > 0 }()
	}
}

// A receiver that stops early.

func tokens(text string) (n int) {
	runes := make(chan rune)
	go func() { // want `tokens may return before it has received all that is sent on runes`
		defer close(runes)
		for _, r := range text {
			runes <- r
		}
	}()
	for r := range runes {
		if r == '.' {
			break
		}
		n++
	}
	return n
}

func sentinel(text string) (n int) {
	runes := make(chan rune)
	go func() {
		for _, r := range text {
			if r == '.' {
				runes <- 0
				return
			}
			runes <- r
		}
		runes <- 0
	}()
	for r := range runes {
		if r == 0 {
			break
		}
		n++
	}
	return n
}

// Nobody.

func alone() {
	out := make(chan int)
	go func() { // want `nobody receives from out`
		out <- work(1)
	}()
}

func ownSend() {
	go func() { // want `nobody receives from the channel`
		make(chan int) <- work(1)
	}()
}

func ownOrder() {
	go func() { // want `nothing receives from out before this goroutine has sent on it`
		out := make(chan int)
		out <- work(1)
		go func() { <-out }()
	}()
}

func ownOrderRight() {
	go func() {
		out := make(chan int)
		go func() { <-out }()
		out <- work(1)
	}()
}

func ownRoom() {
	go func() {
		out := make(chan int, 1)
		out <- work(1)
		work(<-out)
	}()
}

// Where the channel comes from.

type request struct {
	name  string
	reply chan error
}

func literal(ctx context.Context, name string) error {
	req := &request{name: name, reply: make(chan error)}
	go func() { // want `literal may return without receiving from reply`
		req.reply <- check(req.name)
	}()
	select {
	case err := <-req.reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func literalRoom(ctx context.Context, name string) error {
	req := &request{name: name, reply: make(chan error, 1)}
	go func() { req.reply <- check(req.name) }()
	select {
	case err := <-req.reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

type question struct {
	name   string
	answer chan error
}

// actor sends once on the channel of each question.
func actor(questions <-chan question) {
	go func() {
		for q := range questions {
			q.answer <- check(q.name)
		}
	}()
}

func ask(ctx context.Context, questions chan<- question) error {
	q := question{answer: make(chan error, 1)}
	select {
	case questions <- q:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-q.answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func publish(out chan<- int, n int) { out <- n }

func parameter(ctx context.Context) int {
	out := make(chan int)
	go publish(out, 1) // want `parameter may return without receiving from out`
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Recursion hands on a new channel each time.
func recursion() {
	var chain func(i int, up chan int)
	chain = func(i int, up chan int) {
		if i == 0 {
			go func() { up <- 1 }()
			return
		}
		down := make(chan int)
		go chain(i-1, down)
		up <- <-down
	}
	go chain(9, make(chan int, 1))
}

// A context that nobody cancels before the value is taken.

type watch struct {
	ctx    context.Context
	cancel context.CancelFunc
	errs   chan error
}

func newWatch() *watch {
	ctx, cancel := context.WithCancel(context.Background())
	return &watch{ctx: ctx, cancel: cancel, errs: make(chan error)}
}

func (w *watch) stop() {
	w.errs <- errors.New("stopped")
	w.cancel()
}

func (w *watch) run() {
	select {
	case <-w.errs:
		w.cancel()
	case <-w.ctx.Done():
	}
}

func watching() {
	w := newWatch()
	go w.run()
	go w.stop()
}

type watchTwice struct {
	ctx    context.Context
	cancel context.CancelFunc
	errs   chan error
}

func (w *watchTwice) stop() {
	w.cancel()
	w.errs <- errors.New("stopped")
}

func (w *watchTwice) run() {
	select {
	case <-w.errs:
	case <-w.ctx.Done():
	}
}

func watchingTwice() {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watchTwice{ctx: ctx, cancel: cancel, errs: make(chan error)}
	go w.run()
	go w.stop() // want `\(\*watchTwice\).run may return without receiving from errs`
}

type source struct{ found chan struct{} }

// NewSource starts the goroutine.
func NewSource() *source {
	s := &source{found: make(chan struct{})}
	go func() { s.found <- struct{}{} }()
	return s
}

// Found hands the channel to callers out of sight.
func (s *source) Found() chan struct{} { return s.found }

func start(out chan int) {
	go func() { out <- work(1) }()
}

// A wanted result is delivered by whoever comes first, who closes the channel:
// there is no second send, and the first one has room.
type wanted struct {
	mu     sync.Mutex
	done   bool
	result chan int
}

func (w *wanted) deliver(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return
	}
	w.done = true
	w.result <- n
	close(w.result)
}

func deliverOnce(ctx context.Context) int {
	w := &wanted{result: make(chan int, 1)}
	for n := range 3 {
		go w.deliver(n)
	}
	select {
	case n := <-w.result:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Without the close nobody says that it is the last one.
type offered struct{ result chan int }

func (o *offered) deliver(n int) { o.result <- n }

func deliverAll(ctx context.Context) int {
	o := &offered{result: make(chan int, 1)}
	for n := range 3 {
		go o.deliver(n) // want `deliverAll may return before it has received all that is sent on result`
	}
	select {
	case n := <-o.result:
		return n
	case <-ctx.Done():
		return 0
	}
}

// A server answers into a buffer what it is asked. Who leaves has stopped to ask.
type server struct {
	requests chan int
	answers  chan int
	closing  chan struct{}
}

func newServer() *server {
	s := &server{make(chan int), make(chan int, 1), make(chan struct{})}
	go s.write()
	go s.read()
	return s
}

func (s *server) write() {
	for {
		select {
		case n := <-s.requests:
			s.answers <- n
		case <-s.closing:
			return
		}
	}
}

func (s *server) read() {
	for {
		s.requests <- 1
		if n := <-s.answers; n > 0 {
			close(s.closing)
			return
		}
	}
}

// A panic comes instead of the last send, not after it.
func recovers(ctx context.Context, f func() error) error {
	errc := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errc <- errors.New("panic")
			}
		}()
		errc <- f()
	}()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func recoversWithoutRoom(ctx context.Context, f func()) error {
	errc := make(chan error)
	go func() { // want `recoversWithoutRoom may return without receiving from errc`
		defer func() {
			if r := recover(); r != nil {
				errc <- errors.New("panic")
			}
		}()
		f()
	}()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func alwaysSends(ctx context.Context, f func() error) error {
	errc := make(chan error, 1)
	go func() { // want `alwaysSends may return before it has received all`
		defer func() {
			recover()
			errc <- errors.New("end")
		}()
		errc <- f()
	}()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A retrier hands its channel to callers out of sight, who stop receiving when
// the context is done, just when its goroutine may be sending.
type retrier struct {
	ctx  context.Context
	tick *time.Timer
	next chan struct{}
}

func newRetrier(ctx context.Context) *retrier {
	r := &retrier{ctx: ctx, tick: time.NewTimer(time.Second), next: make(chan struct{}, 1)}
	go r.deaf() // want `does not listen for its stop while it sends on next: a caller of \(\*retrier\).Next that stops receiving leaves it blocked forever`
	return r
}

func (r *retrier) deaf() {
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-r.tick.C:
			r.next <- struct{}{}
		}
	}
}

func (r *retrier) Next() <-chan struct{} { return r.next }

type listener struct {
	ctx  context.Context
	tick *time.Timer
	next chan struct{}
}

func newListener(ctx context.Context) *listener {
	l := &listener{ctx: ctx, tick: time.NewTimer(time.Second), next: make(chan struct{}, 1)}
	go l.listens()
	return l
}

func (l *listener) listens() {
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-l.tick.C:
			select {
			case <-l.ctx.Done():
				return
			case l.next <- struct{}{}:
			}
		}
	}
}

func (l *listener) Next() <-chan struct{} { return l.next }

// A drained one is emptied by who stops it.
type drained struct {
	stop chan struct{}
	tick *time.Timer
	next chan struct{}
}

func newDrained() *drained {
	d := &drained{stop: make(chan struct{}), tick: time.NewTimer(time.Second), next: make(chan struct{})}
	go d.run()
	return d
}

func (d *drained) run() {
	defer close(d.next)
	for {
		select {
		case <-d.stop:
			return
		case <-d.tick.C:
			d.next <- struct{}{}
		}
	}
}

func (d *drained) Next() <-chan struct{} { return d.next }

func (d *drained) Close() {
	close(d.stop)
	for range d.next {
	}
}

func skippedRound(keys []string, check func(string) error, load func(string) int) (sum int) {
	for _, key := range keys {
		loaded := make(chan int)
		go func() { loaded <- load(key) }() // want `skippedRound may begin the next round of a loop without receiving from loaded`
		if check(key) != nil {
			continue
		}
		sum += <-loaded
	}
	return sum
}

func receivedInRound(keys []string, check func(string) error, load func(string) int) (sum int) {
	for _, key := range keys {
		loaded := make(chan int)
		go func() { loaded <- load(key) }()
		err := check(key)
		n := <-loaded
		if err == nil {
			sum += n
		}
	}
	return sum
}
