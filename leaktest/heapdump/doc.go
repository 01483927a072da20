// Package heapdump reads what [runtime/debug.WriteHeapDump] writes, and says how much
// memory goroutines hold: about the bytes that can be reached from them and from
// nowhere else.
//
// # Before you write a heap dump
//
// WriteHeapDump can kill the process, in a way that nothing recovers from ("dumpgs in
// STW - bad status"): always after a leak profile has marked a goroutine, and now and
// then while goroutines return from system calls, as those of a server under load do. It
// stops the world until the file is written: 0.2 to 0.5 s for a heap of 25 MiB, 1.2 to
// 2.6 s for 250 MiB. The file holds all memory of the process, passwords and keys
// included. This package never calls it.
//
// # What is held
//
//	d, err := heapdump.Open("heap.dump")
//	...
//	h, err := d.Held(leaked)
//	fmt.Println(h.Groups[0].Bytes())
//
// A goroutine reaches what any word of its frames may point to, and what the runtime
// keeps about it refers to: its record, its places in the queues of channels and locks,
// its defers. Whatever else reaches an object makes it nobody's: variables of packages,
// functions of finalizers and timers, and goroutines that were not asked about. Several
// groups are computed at once, and what only several of them reach is their joint
// holding.
//
// # Where it is wrong
//
// A dump has sizes and pointers, no types, and no garbage collection precedes it.
//
// Counted, although more than the goroutine refers to it: the arguments of a function
// that [runtime.AddCleanup] has registered, which the dump does not have.
//
// Not counted, although only the goroutine needs it: what an iterator refers to that the
// goroutine pulls from with [iter.Pull], because the iterator has a goroutine of its own,
// for which it is counted; and what somebody else's stack happens to have an address of,
// left there by a call that has returned.
//
// Data and BSS are those of the program itself: variables of plugins are not in a dump.
package heapdump
