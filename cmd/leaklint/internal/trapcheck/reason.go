package trapcheck

import (
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
)

// The reasons for which a trap is none, or is reported as advice.
var (
	signals      = decision.New(decision.Ends, "waits-for-signals", "the loop waits for the signals of the process, and is meant to last as long")
	unknownCalls = decision.New(decision.Doubtful, "loop-calls-unknown", "the loop waits for nothing itself and calls functions that are not known, which may end it")
)

// leaks are the ways in which a trap is a leak.
var leaks = map[endless.Kind]*decision.Reason{
	endless.SignalLoop:  decision.New(decision.Leaks, "signal-loop", "it waits for signals in a loop without a way out"),
	endless.FlagLoop:    decision.New(decision.Leaks, "flag-loop", "it asks in a loop for a flag that nobody sets"),
	endless.EmptySelect: decision.New(decision.Leaks, "empty-select", "it ends in an empty select"),
	endless.SelectLoop:  decision.New(decision.Leaks, "select-loop", "no case of the select leaves the loop around it"),
	endless.ChanLoop:    decision.New(decision.Leaks, "channel-loop", "it sends or receives in a loop without a way out"),
	endless.BusyLoop:    decision.New(decision.Leaks, "endless-loop", "it runs a loop without a way out"),
	endless.TickerRange: decision.New(decision.Leaks, "ticker-range", "it ranges over the channel of a ticker, which nobody closes"),
	endless.TickerLoop:  decision.New(decision.Leaks, "ticker-loop", "it waits for ticks in a loop without a way out"),
	endless.SleepLoop:   decision.New(decision.Leaks, "sleep-loop", "it sleeps in a loop without a way out"),
}
