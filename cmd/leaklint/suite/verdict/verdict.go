// Package verdict is the form in which what ends a goroutine travels from the
// analyzer that tells it to the command that shows it.
package verdict

import (
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/exits"
)

// An Exit is what ends a goroutine or a wait, as the message of a diagnostic.
type Exit struct {
	In     string `json:"in,omitempty"`   // the function that starts the goroutine
	What   string `json:"what,omitempty"` // of a wait: what the goroutine does
	Ends   string `json:"ends"`           // one of Kinds
	Text   string `json:"text"`           // who does it and where
	If     string `json:"if,omitempty"`   // what that depends on
	Reason string `json:"reason,omitempty"`
}

// Kinds are what Ends may be, the strongest first.
var Kinds = kinds()

func kinds() (names []string) {
	for _, k := range exits.Kinds {
		names = append(names, string(k))
	}
	return names
}

// Of returns an end in this form.
func Of(end exits.End) Exit {
	return Exit{Ends: string(end.Kind), Text: end.Text, If: end.If, Reason: end.Reason}
}

// Rule returns what the rule with a name says, or what a limit does, or "".
func Rule(name string) string {
	for _, r := range decision.All() {
		if r.Name == name {
			return r.Text
		}
	}
	return exits.Limit(name)
}
