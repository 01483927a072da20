package a

import (
	"context"
	"errors"
	"log"
	"os"
	"testing"
	"time"

	"dep"
)

func parse(string) (int, error) { return 0, errors.New("no") }

// An error return after the object was made.

func errorReturn(path string) error {
	w, err := dep.NewWatcher(1) // want `errorReturn may return an error without a call of Close, which leaves the goroutine that dep.NewWatcher starts running forever`
	if err != nil {
		return err
	}
	if _, err := parse(path); err != nil {
		return err
	}
	w.Close()
	return nil
}

func closedOnError(path string) error {
	w, err := dep.NewWatcher(1)
	if err != nil {
		return err
	}
	if _, err := parse(path); err != nil {
		w.Close()
		return err
	}
	w.Close()
	return nil
}

func deferred(path string) error {
	w, err := dep.NewWatcher(1)
	if err != nil {
		return err
	}
	defer w.Close()
	_, err = parse(path)
	return err
}

func deferredLiteral(path string) (err error) {
	var w *dep.Watcher
	defer func() {
		if w != nil {
			w.Close()
		}
	}()
	w, err = dep.NewWatcher(1)
	if err != nil {
		return err
	}
	_, err = parse(path)
	return err
}

// Nothing ever stops it.

func never() int {
	w, err := dep.NewWatcher(1) // want `never returns without a call of Close, which leaves the goroutine that dep.NewWatcher starts running forever`
	if err != nil {
		return 0
	}
	return len(w.Name())
}

func dropped() {
	dep.NewPool() // want `dropped returns without a call of Halt, which leaves the goroutine that dep.NewPool starts running forever`
}

func halted() {
	dep.NewPool().Halt()
}

func queue(early bool) {
	q := dep.NewQueue() // want `queue may return without a call of Shut`
	if early {
		return
	}
	q.Shut()
}

func fatal(early bool) {
	q := dep.NewQueue()
	if early {
		log.Fatal("early")
	}
	if !early {
		os.Exit(1)
	}
	q.Shut()
}

func store(early bool) {
	s := dep.OpenStore() // want `store may return without a call of Close`
	if early {
		return
	}
	s.Close()
}

// Handed on.

type server struct{ w *dep.Watcher }

func stored(s *server) {
	s.w, _ = dep.NewWatcher(1)
}

func returned() (*server, error) {
	w, err := dep.NewWatcher(1)
	if err != nil {
		return nil, err
	}
	return &server{w: w}, nil
}

func passed(use func(*dep.Watcher)) {
	w, _ := dep.NewWatcher(1)
	use(w)
}

func registered() {
	w, _ := dep.NewWatcher(1)
	w.Register()
}

func named() {
	w, _ := dep.NewWatcher(1) // want `named returns without a call of Close`
	log.Println(w.Name(), w)
}

func sent(c chan *dep.Watcher) {
	w, _ := dep.NewWatcher(1)
	c <- w
}

func appended(list []*dep.Watcher) []*dep.Watcher {
	w, _ := dep.NewWatcher(1)
	return append(list, w)
}

func mapped(m map[int]*dep.Watcher) {
	w, _ := dep.NewWatcher(1)
	m[1] = w
}

var global *dep.Watcher

func globally() {
	global, _ = dep.NewWatcher(1)
}

func cleanup(t *testing.T) {
	w, _ := dep.NewWatcher(1)
	t.Cleanup(w.Close)
}

func callback(t *testing.T) {
	w, _ := dep.NewWatcher(1)
	t.Cleanup(func() { w.Close() })
}

func later() {
	w, _ := dep.NewWatcher(1)
	go func() {
		time.Sleep(time.Second)
		w.Close()
	}()
}

func helped() {
	w, _ := dep.NewWatcher(1)
	shut(w)
}

func shut(w *dep.Watcher) {
	if w != nil {
		w.Close()
	}
}

func looked() {
	w, _ := dep.NewWatcher(1) // want `looked returns without a call of Close`
	look(w)
}

func look(w *dep.Watcher) { _ = w.Name() }

// Conditions.

func conditional(on bool) {
	var w *dep.Watcher
	if on {
		w, _ = dep.NewWatcher(1)
	}
	look(w)
	if w != nil {
		w.Close()
	}
}

func sameCondition(on bool) {
	var q *dep.Queue
	if on {
		q = dep.NewQueue()
	}
	if on {
		q.Shut()
	}
}

// Functions that stop.

func every(early bool) {
	stop := dep.Every(time.Second, func() {}) // want `every may return without a call of the function that ends it`
	if early {
		return
	}
	stop()
}

func everyDeferred() {
	defer dep.Every(time.Second, func() {})()
}

// Contexts.

func follow(ctx context.Context) {
	dep.Follow(ctx)
}

func followBackground() {
	dep.Follow(context.Background()) // want `followBackground returns without a call of Halt`
}

// Only an interface is seen, and the start is in a function literal.

func record(name string, run func(func()) error) error {
	r, err := dep.Record(name) // want `record may return an error without a call of Wait`
	if err != nil {
		return err
	}
	err = run(func() { r.Start() })
	if err != nil {
		return err
	}
	return r.Wait()
}

func recordWaits(name string, run func(func()) error) error {
	r, err := dep.Record(name)
	if err != nil {
		return err
	}
	err = run(func() { r.Start() })
	if err != nil {
		r.Wait()
		return err
	}
	return r.Wait()
}

// The result has a name, and is nil all the same.
func recordNamed(name string, run func(func()) error) (r dep.Recorder, err error) {
	defer log.Print("done")
	r, err = dep.Record(name) // want `recordNamed may return an error without a call of Wait`
	if err != nil {
		return nil, err
	}
	err = run(func() { r.Start() })
	if err != nil {
		return nil, err
	}
	if name == "short" {
		return nil, r.Wait()
	}
	return r, nil
}

func recordUnstarted(name string, fail error) error {
	r, err := dep.Record(name)
	if err != nil {
		return err
	}
	if fail != nil {
		return fail
	}
	r.Start()
	return r.Wait()
}

func init() {
	dep.NewPool() // lives as long as the process
}
