package main

import (
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"
)

// crashes stands for a check that ends its process in a way that it cannot
// recover from, or panics: the one that CRASH names.
var crashes = &analysis.Analyzer{
	Name: "crashes",
	Doc:  "end the process",
	Run: func(pass *analysis.Pass) (any, error) {
		switch os.Getenv("CRASH") {
		case "tests":
			if name := pass.Fset.File(pass.Files[len(pass.Files)-1].Pos()).Name(); strings.HasSuffix(name, "_test.go") {
				panic("a test")
			}
		case "goroutine":
			go panic("no such value")
			time.Sleep(time.Hour)
		case "overflow":
			overflow(1)
		case "fatal":
			new(sync.Mutex).Unlock()
		case "killed":
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return nil, err
			}
			_ = self.Kill()
			time.Sleep(time.Hour)
		case "exit":
			os.Exit(137)
		case "long":
			for range 20_000 {
				go time.Sleep(time.Hour)
			}
			go panic(strings.Repeat("long ", 1_000_000))
			time.Sleep(time.Hour)
		}
		return nil, nil
	},
}

// overflow recurses until the stack is full.
func overflow(n int) int {
	if n == 0 {
		return 0
	}
	return overflow(n+1) + 1
}
