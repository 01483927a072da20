package tryout

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
)

// writePlans writes what would become of each package.
func writePlans(w io.Writer, plans []*plan) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 8, 2, ' ', 0)
	for _, p := range plans {
		word, why := "wrapped", p.how()
		if p.reason != "" {
			word, why = "not wrapped", p.reason
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", word, printable.Text(p.pkg.ImportPath), printable.Text(why))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, text.String())
	return err
}
