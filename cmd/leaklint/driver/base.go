package driver

import "github.com/leaktight/leaktight/cmd/leaklint/internal/checkout"

// A base is the folder that the paths of annotations and of a SARIF log are relative
// to.
type base struct{ checkout.Base }

// base returns the folder that -base names, or else the root of the checkout.
func (o *options) base() (base, error) {
	found, err := checkout.Find(o.baseDir)
	return base{found}, err
}
