package leakwatch

import (
	"io"
	"strconv"
	"strings"
)

// mostMetrics is how many groups that are neither suspect nor growing have a metric of
// their own: each is a time series for whoever collects them.
const mostMetrics = 20

// writeMetrics writes the newest sample as OpenMetrics text.
func writeMetrics(w io.Writer, r Report) error {
	var b strings.Builder
	suspects := 0
	for _, g := range r.Groups {
		if g.Suspect {
			suspects++
		}
	}
	family(&b, "leakwatch_goroutines", "Goroutines of the program in the newest sample.")
	b.WriteString("leakwatch_goroutines " + strconv.Itoa(r.Goroutines) + "\n")
	family(&b, "leakwatch_suspect_groups", "Groups of goroutines that grew over the whole window.")
	b.WriteString("leakwatch_suspect_groups " + strconv.Itoa(suspects) + "\n")
	family(&b, "leakwatch_group_goroutines", "Goroutines of a group in the newest sample.")
	others := 0
	for _, g := range r.Groups {
		if !g.Suspect && !g.Growing {
			if others++; others > mostMetrics {
				continue
			}
		}
		p := g.Place()
		b.WriteString(`leakwatch_group_goroutines{group="` + g.ID + `",function="` + escape(p.Function) +
			`",file="` + escape(p.File) + `",line="` + strconv.Itoa(p.Line) +
			`",suspect="` + strconv.FormatBool(g.Suspect) + `"} ` + strconv.Itoa(g.Count) + "\n")
	}
	b.WriteString("# EOF\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func family(b *strings.Builder, name, help string) {
	b.WriteString("# TYPE " + name + " gauge\n# HELP " + name + " " + help + "\n")
}

// escape writes the value of a label: the format knows three escapes.
func escape(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(value, "\ufffd"))
}
