package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/driver"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

// mainWith is main with one more check.
func mainWith(a *analysis.Analyzer) func() {
	return func() {
		if len(os.Args) > 1 && os.Args[1] == "triage" {
			os.Exit(triage.Main(os.Args[2:]))
		}
		os.Exit(driver.Main(suite.Exits, append(suite.Analyzers(), a)...))
	}
}

// blocks stands for a check that takes long. It writes the numbers of its process,
// of the go command and of their group to a file in the folder BLOCKS, and waits
// forever. With IGNORE it does not listen to signals.
var blocks = &analysis.Analyzer{
	Name: "blocks",
	Doc:  "take forever",
	Run: func(*analysis.Pass) (any, error) {
		if os.Getenv("IGNORE") != "" {
			signal.Ignore(os.Interrupt, syscall.SIGTERM)
		}
		name := filepath.Join(os.Getenv("BLOCKS"), strconv.Itoa(os.Getpid()))
		text := fmt.Sprint(os.Getpid(), os.Getppid(), groupNumber())
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return nil, err
		}
		if err := os.Rename(name, name+".ready"); err != nil {
			return nil, err
		}
		for {
			time.Sleep(time.Hour)
		}
	},
}
