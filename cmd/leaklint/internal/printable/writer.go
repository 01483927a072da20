package printable

import (
	"bytes"
	"io"
)

// longestLine bounds what a [Writer] keeps back while it waits for the end of a
// line. What is longer is written in parts, each as a line's part would be.
const longestLine = 64 << 10

// A Writer writes each line of a text as [Line] does. It is the last thing
// between us and a terminal or a log, so that no message has to remember it, and
// the messages of the commands that we run need not be trusted. It is not safe
// for concurrent use.
type Writer struct {
	w    io.Writer
	line []byte // begun and not ended
}

// NewWriter returns a Writer to w. What does not end with a line break is written
// by [Writer.Flush].
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write writes the lines that p ends, and keeps the rest back. Its error is that
// of the writer below, for any of the lines.
func (w *Writer) Write(p []byte) (int, error) {
	var out bytes.Buffer
	rest := p
	for {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		w.line = append(w.line, rest[:i]...)
		w.end(&out)
		out.WriteByte('\n')
		rest = rest[i+1:]
	}
	w.line = append(w.line, rest...)
	if len(w.line) > longestLine {
		kept := bytes.Repeat([]byte("#"), min(2, len(w.line)-len(bytes.TrimRight(w.line, "#")))) // a mark may begin there
		w.line = w.line[:len(w.line)-len(kept)]
		w.end(&out)
		w.line = append(w.line, kept...)
	}
	if out.Len() > 0 {
		if _, err := w.w.Write(out.Bytes()); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Flush writes a last line that has no line break.
func (w *Writer) Flush() error {
	var out bytes.Buffer
	w.end(&out)
	if out.Len() == 0 {
		return nil // a full disk refuses nothing too
	}
	_, err := w.w.Write(out.Bytes())
	return err
}

// end moves the line that was kept back to out. A carriage return before the line
// break is part of it on Windows.
func (w *Writer) end(out *bytes.Buffer) {
	line, ended := bytes.CutSuffix(w.line, []byte("\r"))
	out.WriteString(Line(string(line)))
	if ended {
		out.WriteByte('\r')
	}
	w.line = w.line[:0]
}
