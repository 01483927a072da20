//go:build !unix

package main

func groupNumber() int { return 0 }
