// Package triage is the command leaklint triage: it reads a goroutine profile of
// a running program, groups the goroutines by their stacks, and joins each group
// to what the analyzers say of the go statement that started it.
//
// # Terms
//
// A capture is a goroutine profile in one of its forms: the text of debug=2 (also
// what a crashing program prints), the text of debug=1, or protocol buffers; each
// may be compressed by gzip. A group is the goroutines of a capture that have the
// same stack, down to the lines, and the same go statement. A group is joined to
// a finding of leaklint when they speak of the same go statement or operation.
//
// Several captures of one instance of a program are a series, in the order of their
// times; a folder for each instance are several series. A trend is how many goroutines a
// group had in each capture of one of them. Evidence is what speaks for a group being a
// leak: a proof, growth over a series, or a finding. A purpose is what a group without
// evidence waits for by right.
//
// # What the forms hold
//
// Only debug=2 tells how long a goroutine has waited and which go statement
// started it; debug=1 does not even tell what it waits for. runtime/pprof ends a
// debug=2 text at 64 MiB without a word: above some 100,000 goroutines the other
// forms alone count them all.
//
// # Limits
//
// A capture comes from a server that need not be trusted. Memory grows with the
// number of different stacks, not with that of goroutines, and ends at some
// 100,000: the goroutines of further stacks are counted together. A capture and
// what it is decompressed to may have -max-bytes; protocol buffers, which are held
// in memory, a 32nd of that and four million fields. What came before a limit is
// shown, and that it was met is said, with the exit code of a failure.
//
// Of a series the newest capture is held whole, and of the others the counts alone.
// Times are those in the names of kept captures, of the protobuf form, or of the files:
// captures that were copied, within a second, are in the order of their names, and have
// no slope. That a program was started anew in between is not known.
//
// Only regular files and standard input are read. A URL is asked once, without
// following it to another server, and is shown without what may be secret in it.
// Nothing that a capture or a server says can end a line of the output or steer
// the terminal that shows it.
package triage
