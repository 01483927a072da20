package origin

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// build reads every instruction of the package once.
func (x *Index) build() {
	for _, fn := range x.starts.Funcs {
		x.addFunc(fn)
	}
	if len(x.starts.Funcs) == 0 {
		return
	}
	if initializer := x.starts.Funcs[0].Pkg.Func("init"); initializer != nil {
		x.addFunc(initializer) // the stores to package variables
	}
}

func (x *Index) addFunc(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			x.addStore(instr)
			x.addUses(instr)
		}
	}
}

// addStore records what the instruction does with fields and package variables.
func (x *Index) addStore(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Store:
		switch addr := instr.Addr.(type) {
		case *ssa.FieldAddr:
			if field := FieldOf(addr); field != nil {
				c := x.field(field)
				c.stored = append(c.stored, instr.Val)
			}
		case *ssa.Global:
			c := x.global(addr)
			c.stored = append(c.stored, instr.Val)
		}
	case *ssa.FieldAddr:
		if field := FieldOf(instr); field != nil && !onlyLoadedAndStored(instr) {
			x.field(field).escapes = true
		}
	}
	for _, operand := range instr.Operands(nil) {
		g, ok := (*operand).(*ssa.Global)
		if !ok {
			continue
		}
		switch instr := instr.(type) {
		case *ssa.Store:
			if instr.Val == g {
				x.global(g).escapes = true
			}
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr:
			// A load, or the address of a part, which is another cell.
		default:
			x.global(g).escapes = true
		}
	}
}

func (x *Index) field(v *types.Var) *cell {
	if x.fields[v] == nil {
		x.fields[v] = new(cell)
	}
	return x.fields[v]
}

func (x *Index) global(g *ssa.Global) *cell {
	if x.globals[g] == nil {
		x.globals[g] = new(cell)
	}
	return x.globals[g]
}

// onlyLoadedAndStored reports whether nothing else is done with the address.
func onlyLoadedAndStored(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != addr {
				return false
			}
		case *ssa.UnOp, *ssa.DebugRef, *ssa.FieldAddr, *ssa.IndexAddr:
		default:
			return false
		}
	}
	return true
}

// FieldOf returns the field whose address it is, the generic one for a field of
// an instance.
func FieldOf(addr *ssa.FieldAddr) *types.Var {
	ptr, ok := addr.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, ok := ptr.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(addr.Field).Origin()
}

// isUnnamed reports whether the type is a pointer to a struct without a name: each
// place that writes such a type has fields of its own, which may be those of others.
func isUnnamed(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	_, unnamed := types.Unalias(p.Elem()).(*types.Struct)
	return unnamed
}

// closed reports whether only this package can store to the field.
func (x *Index) closed(field *types.Var) bool {
	return field.Pkg() == x.pkg && !field.Exported()
}

// addUses records which functions the instruction calls or uses as values.
func (x *Index) addUses(instr ssa.Instruction) {
	call, isCall := instr.(ssa.CallInstruction)
	for _, operand := range instr.Operands(nil) {
		fn := functionOf(*operand)
		if fn == nil {
			continue
		}
		u := x.usesOf(fn)
		switch {
		case isCall && operand == &call.Common().Value:
			u.calls = append(u.calls, call)
		case isCall && x.starts.At(call) != nil:
			// Handed to a starter: a start site lists it with its arguments.
		default:
			if c, ok := instr.(*ssa.MakeClosure); ok && c.Fn == *operand {
				continue // the uses of the closure are seen on their own
			}
			u.values = append(u.values, instr)
		}
	}
}

func (x *Index) usesOf(fn *ssa.Function) *uses {
	if x.callers[fn] == nil {
		x.callers[fn] = new(uses)
	}
	return x.callers[fn]
}

// functionOf returns the function that a value evidently is, or nil.
func functionOf(v ssa.Value) *ssa.Function {
	switch v := v.(type) {
	case *ssa.Function:
		if v.Origin() != nil {
			return v.Origin()
		}
		return wrapped(v)
	case *ssa.MakeClosure:
		return wrapped(v.Fn.(*ssa.Function))
	}
	return nil
}

// wrapped returns the method behind a method value (x.M) or method expression
// (T.M), or fn itself.
func wrapped(fn *ssa.Function) *ssa.Function {
	method, ok := fn.Object().(*types.Func)
	if !ok || fn.Synthetic == "" {
		return fn
	}
	if real := fn.Prog.FuncValue(method.Origin()); real != nil {
		return real
	}
	return fn
}

// Calls returns the static calls of fn in the package, go and defer statements
// included, and whether there can be no others: it is not exported, no method
// that an interface could reach, and not used as a value.
func (x *Index) Calls(fn *ssa.Function) (calls []ssa.CallInstruction, all bool) {
	u := x.callers[fn]
	if u == nil {
		u = new(uses)
	}
	all = len(u.values) == 0 && (fn.Parent() != nil || x.private(fn))
	return u.calls, all
}

// ValueUses returns the instructions of the package that use fn as a value: an
// argument, something to store, a result. The start of a goroutine is none.
func (x *Index) ValueUses(fn *ssa.Function) []ssa.Instruction {
	if u := x.callers[fn]; u != nil {
		return u.values
	}
	return nil
}

// private reports whether the declared function can only be named here. A
// method with an unexported name may satisfy an interface of this package only;
// such a call is dynamic, so methods are private only if no interface of the
// package has a method of that name.
func (x *Index) private(fn *ssa.Function) bool {
	if fn.Object() == nil {
		return false
	}
	name := fn.Object().Name()
	if x.pkg.Name() != "main" && token.IsExported(name) {
		return false
	}
	if fn.Signature.Recv() == nil {
		return true
	}
	return !x.dynamic[name] && !token.IsExported(name)
}

// interfaceMethods returns the names of the methods that the interfaces declared
// in the scope have.
func interfaceMethods(scope *types.Scope) map[string]bool {
	names := map[string]bool{}
	for _, typeName := range scope.Names() {
		if i, ok := scope.Lookup(typeName).Type().Underlying().(*types.Interface); ok {
			for m := range i.Methods() {
				names[m.Name()] = true
			}
		}
	}
	return names
}

// arguments are the arguments of every call and start of a function.
type arguments struct {
	lists [][]ssa.Value
	all   bool // there are no others
}

// Args returns the arguments of every call and start of fn (the receiver first),
// and whether these are all. The result must not be changed.
func (x *Index) Args(fn *ssa.Function) (args [][]ssa.Value, all bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	known, ok := x.args[fn]
	if !ok {
		known.lists, known.all = x.findArgs(fn)
		x.args[fn] = known
	}
	return known.lists, known.all
}

func (x *Index) findArgs(fn *ssa.Function) (args [][]ssa.Value, all bool) {
	calls, all := x.Calls(fn)
	for _, call := range calls {
		if site := x.starts.At(call); site == nil || site.Kind != spawn.GoStmt {
			args = append(args, call.Common().Args)
		}
	}
	for _, site := range x.starts.Of(fn) {
		for _, target := range site.Targets {
			if target.Fn == fn {
				args = append(args, target.Args)
			}
		}
	}
	return args, all
}

// StartsOf returns the sites at which a goroutine is started that runs fn, itself
// or in a function that calls fn, in source order of the walk. A literal that is
// handed to an unknown function counts as run by the function around it.
func (x *Index) StartsOf(fn *ssa.Function) []*spawn.Site {
	var sites []*spawn.Site
	seen := map[*ssa.Function]bool{}
	found := map[*spawn.Site]bool{}
	work := []*ssa.Function{fn}
	for len(work) > 0 && len(seen) < maxSteps {
		f := work[0]
		work = work[1:]
		if seen[f] {
			continue
		}
		seen[f] = true
		for _, site := range x.starts.Of(f) {
			if !found[site] {
				found[site] = true
				sites = append(sites, site)
			}
		}
		calls, all := x.Calls(f)
		for _, call := range calls {
			if _, isGo := call.(*ssa.Go); !isGo {
				work = append(work, call.Parent())
			}
		}
		if !all && f.Parent() != nil && len(x.starts.Of(f)) == 0 {
			work = append(work, f.Parent())
		}
	}
	return sites
}
