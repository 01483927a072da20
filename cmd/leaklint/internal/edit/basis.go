package edit

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A Basis is what a suggested fix rests on. go vet -json has no room for it, so it
// travels in the message of the fix, behind a line break that no message has: only
// where leaklint's own front end asks for it, which takes it out again.
type Basis struct {
	Sum     string // of the file that the edits were made for, as Sum returns it
	Refused string // why there are no edits, or ""
}

// Sum returns the SHA-256 sum of a file's content as hexadecimal digits.
func Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

const (
	sumMark     = "\nmade for sha256:"
	refusedMark = "\nrefused: "
)

// Add returns the message with the basis behind it.
func (b Basis) Add(message string) string {
	if b.Refused != "" {
		return message + refusedMark + b.Refused
	}
	return message + sumMark + b.Sum
}

// Cut takes the basis out of a message; it is empty where there is none.
func Cut(message string) (plain string, b Basis) {
	if plain, reason, ok := strings.Cut(message, refusedMark); ok {
		return plain, Basis{Refused: reason}
	}
	plain, sum, _ := strings.Cut(message, sumMark)
	return plain, Basis{Sum: sum}
}
