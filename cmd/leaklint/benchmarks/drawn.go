package main

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

// servedModules are modules of many fields that the module proxy serves, one for each
// repository, and none that another table or a note of this project names: path and
// version a line. The list is older than any finding in them.
//
//go:embed testdata/served-modules.txt
var servedModules string

// fewestGoStatements is how many go statements a drawn module has at least: in others
// there is hardly anything to find.
const fewestGoStatements = 10

// printDrawn draws modules of the list and prints every default finding in them with
// its judgment, and then how many are right: by finding, and by cause.
func printDrawn(ctx context.Context, b *bench) error {
	judged, err := readJudgments("judged-drawn.json", judgedDrawnJSON)
	if err != nil {
		return err
	}
	var rows []moduleRow
	causes := causes{}
	for _, m := range shuffled(b.seed, modulesOf(servedModules)) {
		if len(rows) == b.draw || ctx.Err() != nil {
			break
		}
		if !strings.Contains(m.path, b.only) {
			continue
		}
		row, err := b.judgeModule(ctx, judged, m, "./...", fewestGoStatements)
		if err != nil {
			fmt.Fprintf(b.out, "%s: left out: %v\n", m, err)
			continue
		}
		causes.add(row.judged)
		rows = append(rows, row)
	}
	writeModules(b, rows)
	causes.write(b)
	for _, j := range judged.unused(rows) {
		fmt.Fprintf(b.out, "judged and no longer reported: %s %s %s (%s)\n", j.Module, j.File, j.Func, j.Verdict)
	}
	return ctx.Err()
}

// modulesOf reads a list of modules: path and version a line.
func modulesOf(list string) (modules []module) {
	for line := range strings.Lines(list) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		modules = append(modules, module{path: path, version: version})
	}
	return modules
}

// shuffled brings modules into the order of a seed.
func shuffled(seed uint64, modules []module) []module {
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(modules), func(i, j int) { modules[i], modules[j] = modules[j], modules[i] })
	return modules
}

// causes counts the causes of findings by verdict. A judgment that names a cause
// shares it with the others of its module that do; each of the rest is one.
type causes map[string]verdict

func (c causes) add(judged []judgment) {
	for _, j := range judged {
		name := j.Module + " " + string(j.Fingerprint)
		if j.Cause != "" {
			name = j.Module + " " + j.Cause
		}
		c[name] = j.Verdict
	}
}

func (c causes) write(b *bench) {
	sum := map[verdict]int{}
	for _, v := range c {
		sum[v]++
	}
	fmt.Fprintf(b.out, "\n%d causes: %d right, %d wrong, %d undecided, %d unjudged\n", len(c), sum[right], sum[wrong], sum[undecided], sum[unjudged])
}
