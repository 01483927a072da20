package engine

import (
	"context"
	"time"
)

// Settings are what the options of one call add up to.
type Settings struct {
	Ignores []*Rule
	Misuse  []string
	MaxWait time.Duration
	Bounded bool // maxWait was given
	Until   context.Context
	Prove   bool
	Held    bool // what leaks hold is measured
}
