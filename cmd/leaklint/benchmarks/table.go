package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// A table is text in columns, with its first row underlined.
type table struct {
	w       *tabwriter.Writer
	columns int
}

// newTable starts a table with the given heads.
func newTable(w io.Writer, heads ...string) *table {
	t := &table{w: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0), columns: len(heads)}
	cells := make([]any, len(heads))
	for i, head := range heads {
		cells[i] = head
	}
	t.row(cells...)
	t.line()
	return t
}

// row adds a row; each cell is printed as with fmt.Sprint.
func (t *table) row(cells ...any) {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = fmt.Sprint(cell)
	}
	fmt.Fprintln(t.w, strings.Join(texts, "\t"))
}

// line adds a row of dashes.
func (t *table) line() {
	fmt.Fprintln(t.w, strings.TrimSuffix(strings.Repeat("---\t", t.columns), "\t"))
}

// flush writes the table. A write that fails shows where the text is missing,
// so the error is not looked at.
func (t *table) flush() { _ = t.w.Flush() }
