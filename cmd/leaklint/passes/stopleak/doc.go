// Package stopleak is the check for this leak: started and never stopped.
//
// Many constructors start a goroutine that lives until Close, Stop or Shutdown is
// called: database pools, watchers, tickers with a loop, servers of tests. Whoever
// forgets the call, or returns an error before it, leaves the goroutine and all
// that it holds behind. So does a constructor that starts the goroutine and then
// returns an error: nobody gets the object that could be closed.
//
// An io.Pipe is such an object for the goroutine at its other end: one that writes
// waits until somebody reads or closes the pipe, one that reads until it is closed.
// A gzip.Writer, an io.MultiWriter or a command that writes to the pipe does not close
// it. A command that was started is one until Wait, and iter.Pull until stop or the end of
// the sequence. So is a listener for the goroutine that accepts its connections.
//
// An object that keeps another one in a field answers for it: when it has a Close, Stop
// or Shutdown, and neither that nor anything else in the package ends what is in the
// field, or hands it on, nobody ever can.
//
// The end of a round of a loop is an exit as well: what the round has made is dropped
// when it goes on to the next one without Close, or puts a new object in its place.
//
// The Rows, Conn and Tx of database/sql keep a connection of the pool, or a goroutine,
// until they are closed; when the pool is empty, others wait forever. Rows also give it
// back when Next has come to their end. A Stmt stays open on each connection that it is
// used on; one that is prepared for an object which then fails to come about is advice.
//
// # Wrong
//
//	func load(path string) (*config, error) {
//		w := newWatcher(path) // starts a goroutine
//		c, err := parse(path)
//		if err != nil {
//			return nil, err // nobody can close w any more
//		}
//		c.watcher = w
//		return c, nil
//	}
//
//	func pingAll(addrs []string) {
//		for _, addr := range addrs {
//			c := newClient(addr)
//			if err := c.ping(); err != nil {
//				continue // the round ends, and nobody has c any more
//			}
//			c.Close()
//		}
//	}
//
// # Right
//
//	func load(path string) (*config, error) {
//		w := newWatcher(path)
//		c, err := parse(path)
//		if err != nil {
//			w.Close()
//			return nil, err
//		}
//		c.watcher = w
//		return c, nil
//	}
//
//	func pingAll(addrs []string) {
//		for _, addr := range addrs {
//			c := newClient(addr)
//			err := c.ping()
//			c.Close()
//			if err != nil {
//				continue
//			}
//		}
//	}
//
// # How to fix
//
// Call Close on every path: with defer where the function ends the use (in a loop in
// a function of its own, as defer waits for the function), with t.Cleanup in a test,
// before each error return where the value is handed on. Start goroutines last in a
// constructor, when nothing can fail any more.
//
// # When to suppress
//
// When the value is meant to live as long as the process, or when something that
// the analysis cannot see closes it.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/pool of the
// repository.
package stopleak
