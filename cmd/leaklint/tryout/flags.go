package tryout

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// options is the parsed command line.
type options struct {
	list   bool
	write  bool
	github bool
	known  string // the name of a list of known leaks, or empty
	part   bool   // not all tests of a package are run

	json     bool     // go test is asked for JSON
	dir      string   // what -C names
	overlay  string   // the user's own
	build    []string // the flags that go list needs
	packages []string
	args     []string // the arguments of go test, without those above that it does not know
}

// errHelp says that the usage was asked for.
var errHelp = errors.New("help")

// parseFlags reads a command line as go test does: the packages are the first run of
// arguments that are no flags, and what follows a flag that nobody knows is not one
// of them.
func parseFlags(args []string) (*options, error) {
	o := &options{}
	over := false // the packages were there
	for len(args) > 0 {
		arg := args[0]
		name, value, hasValue := splitFlag(arg)
		switch {
		case name == "args" && strings.HasPrefix(arg, "-"):
			o.args = append(o.args, args...)
			return o, o.check()
		case !strings.HasPrefix(arg, "-") || arg == "-":
			if over {
				o.args = append(o.args, args...)
				return o, o.check()
			}
			o.packages = append(o.packages, arg)
			o.args, args = append(o.args, arg), args[1:]
			continue
		case name == "h" || name == "help":
			return nil, errHelp
		}
		over = over || len(o.packages) > 0
		args = args[1:]
		if kind, ok := ownFlags[name]; ok {
			if kind.value && !hasValue {
				if len(args) == 0 {
					return nil, fmt.Errorf("flag needs an argument: -%s", name)
				}
				value, args = args[0], args[1:]
			}
			if err := o.set(name, value, hasValue); err != nil {
				return nil, err
			}
			continue
		}
		kind, known := kindOf(name)
		over = over || !known
		given := []string{arg}
		if kind.value && !hasValue && len(args) > 0 {
			value, given, args = args[0], append(given, args[0]), args[1:]
		}
		o.pass(strings.TrimPrefix(name, "test."), value, hasValue, kind, given)
	}
	return o, o.check()
}

// ownFlags are the flags that go test does not know. Its own -list runs no test.
var ownFlags = map[string]flagKind{
	"list": testBool, "write": testBool, "github": testBool, "known": testValue, "C": testValue,
}

func (o *options) set(name, value string, hasValue bool) error {
	on := true
	if hasValue && !ownFlags[name].value {
		var err error
		if on, err = strconv.ParseBool(value); err != nil {
			if name == "list" {
				return errors.New("-list says which packages would be wrapped and takes no value; go test -list names tests")
			}
			return fmt.Errorf("-%s takes no value", name)
		}
	}
	switch name {
	case "list":
		o.list = on
	case "write":
		o.write = on
	case "github":
		o.github = on
	case "known":
		o.known = value
	case "C":
		o.dir = value
	}
	return nil
}

// pass hands a flag on to go test, and to go list where that needs it.
func (o *options) pass(name, value string, hasValue bool, kind flagKind, given []string) {
	if name == "overlay" {
		o.overlay = value
		return
	}
	if name == "json" {
		on, err := strconv.ParseBool(value)
		o.json = !hasValue || err == nil && on
	}
	o.part = o.part || name == "run" || name == "skip" || name == "short"
	if kind.build {
		o.build = append(o.build, given...)
	}
	o.args = append(o.args, given...)
}

// check refuses what cannot go together.
func (o *options) check() error {
	switch {
	case o.list && o.write:
		return errors.New("-list and -write cannot be used together")
	case o.json && o.github:
		return errors.New("-json and -github cannot be used together")
	}
	return nil
}
