package mutation

import (
	"io"
	"path/filepath"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// Rows switches each row of package model off in turn and returns those that change
// nothing in what is decided of the fixtures of that package, nor in what ends their
// goroutines. What the fixtures import is not analyzed, so that there are no facts of
// it, as under nogo. Root is the folder of leaklint; what each row changes goes to the
// log.
func Rows(root string, log io.Writer) ([]*model.Row, error) {
	for _, name := range []string{"report", "decisions"} {
		if err := suite.Exits.Flags.Set(name, "true"); err != nil {
			return nil, err
		}
		defer suite.Exits.Flags.Set(name, "false")
	}
	d, err := load(suite.Exits, filepath.Join(root, "internal", "model", "testdata"))
	if err != nil {
		return nil, err
	}
	d.alone = true
	before, err := d.told()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(model.Rows()), func(r *model.Row) bool { return d.notices(r, before, log) }), nil
}
