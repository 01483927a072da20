package tryout

import (
	"bytes"
	"io"
	"strings"
)

// A sieve passes on what go test prints, and takes the lines out that are for us. It
// holds back no more than the beginning of what may become such a line.
type sieve struct {
	w     io.Writer
	line  []byte // begun, and not passed on
	plain bool   // the line that goes on is none of ours
	leaks []*leak
	fresh int // where the leaks begin of which the package is not known
}

func (s *sieve) Write(p []byte) (int, error) {
	var out bytes.Buffer
	for _, part := range bytes.SplitAfter(p, []byte("\n")) {
		s.take(&out, part)
	}
	if out.Len() > 0 {
		if _, err := s.w.Write(out.Bytes()); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// take takes a part of a line, or its end.
func (s *sieve) take(out *bytes.Buffer, part []byte) {
	s.line = append(s.line, part...)
	ended := bytes.HasSuffix(part, []byte("\n"))
	switch {
	case s.plain:
	case !ended && (bytes.HasPrefix(s.line, []byte(mark)) || strings.HasPrefix(mark, string(s.line))):
		return
	case !ended && isResultPart(s.line):
		return
	case ended:
		s.result(string(s.line))
		if l, ok := readLeak(string(s.line)); ok {
			s.leaks = append(s.leaks, l)
			s.line = s.line[:0]
			return
		}
	}
	out.Write(s.line)
	s.line, s.plain = s.line[:0], !ended
}

// result names the package of the leaks before a line by which go test ends what it
// has to say of one:
//
//	FAIL	example.com/demo/pool	0.123s
func (s *sieve) result(line string) {
	fields := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
	if len(fields) < 3 || strings.TrimSpace(fields[0]) != "FAIL" && strings.TrimSpace(fields[0]) != "ok" {
		return
	}
	for ; s.fresh < len(s.leaks); s.fresh++ {
		s.leaks[s.fresh].pkg = fields[1]
	}
}

// isResultPart reports whether a line may become one that result reads.
func isResultPart(line []byte) bool {
	return strings.HasPrefix(string(line), "FAIL\t") || strings.HasPrefix(string(line), "ok  \t") || strings.HasPrefix("FAIL\t", string(line)) || strings.HasPrefix("ok  \t", string(line))
}

// Flush passes on a last line that has no line break.
func (s *sieve) Flush() error {
	if len(s.line) == 0 {
		return nil
	}
	_, err := s.w.Write(s.line)
	s.line = nil
	return err
}
