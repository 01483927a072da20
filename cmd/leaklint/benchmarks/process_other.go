//go:build !unix

package main

import (
	"os"
	"os/exec"
)

// maxRSS returns 0: this system does not report the largest resident set of a
// process that has ended.
func maxRSS(*os.ProcessState) int64 { return 0 }

// killTree leaves the command as it is: when it is canceled, only the go
// command itself is ended, and its tools end by themselves.
func killTree(*exec.Cmd) {}
