//go:build unix

package main

import "syscall"

func groupNumber() int { return syscall.Getpgrp() }
