package feasible

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer gathers what a package says of its memory. Its result is a [*Package].
var Analyzer = &analysis.Analyzer{
	Name:       "feasible",
	Doc:        "gather what decides the conditions of a package",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, origin.Analyzer},
	ResultType: reflect.TypeFor[*Package](),
}

func run(pass *analysis.Pass) (any, error) {
	return NewPackage(pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs, pass.ResultOf[origin.Analyzer].(*origin.Index)), nil
}

// A Package is what is the same on all paths of a package. It is read when it is
// first asked.
type Package struct {
	funcs   []*ssa.Function
	origins *origin.Index // nil where nothing is known of callers

	once    sync.Once
	used    map[memory]int              // how many instructions load it, or store to it
	writers map[memory][]*ssa.Function  // those that write it, once it is made
	enums   map[*types.TypeName][]int64 // the constants of a type, if its values are no others

	settings map[memory][]setting // of what may be a flag, once it is made
}

// NewPackage returns what the functions of a package say.
func NewPackage(funcs []*ssa.Function, origins *origin.Index) *Package {
	return &Package{funcs: funcs, origins: origins}
}

func (p *Package) read() {
	p.once.Do(func() {
		p.used, p.writers, p.enums = map[memory]int{}, map[memory][]*ssa.Function{}, map[*types.TypeName][]int64{}
		p.settings = map[memory][]setting{}
		e := &enumReader{enums: p.enums, computed: map[*types.TypeName]bool{}}
		for _, fn := range p.funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					p.readMemory(fn, instr)
					e.read(instr)
				}
			}
		}
	})
}

func (p *Package) readMemory(fn *ssa.Function, instr ssa.Instruction) {
	if flag, value := setBy(instr); flag != nil {
		p.settings[flag] = append(p.settings[flag], setting{instr, value})
	}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			p.used[memoryAt(instr.X)]++
		}
	case *ssa.Store:
		m := memoryAt(instr.Addr)
		p.used[m]++
		if !initializes(instr.Addr) {
			p.write(m, fn)
			if made, ok := instr.Addr.(*ssa.Alloc); ok && isFirst(instr, made) {
				return
			}
			for _, part := range partsOf(instr.Val.Type()) {
				p.write(part, fn)
			}
		}
	case *ssa.FieldAddr:
		if m := memoryAt(instr); !slices.ContainsFunc(*instr.Referrers(), notAddressed(instr)) {
			return
		} else if _, basic := instr.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Basic); basic {
			p.write(m, fn) // who has the address may write there
		}
	}
}

func (p *Package) write(m memory, fn *ssa.Function) {
	if list := p.writers[m]; m != nil && !slices.Contains(list, fn) {
		p.writers[m] = append(list, fn)
	}
}

// notAddressed returns a test for instructions that use an address for more than a
// load, a store, or the address of a part.
func notAddressed(addr ssa.Value) func(ssa.Instruction) bool {
	return func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
			return false
		case *ssa.Store:
			return ref.Addr != addr
		}
		return true
	}
}

// initializes reports whether the address is that of a field of an object which is
// made right here: a store to it is seen by nobody yet.
func initializes(addr ssa.Value) bool {
	field, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	made, ok := field.X.(*ssa.Alloc)
	return ok && made.Block() == field.Block()
}

// isFirst reports whether the store is the first that is done with a variable, in the
// block that makes it.
func isFirst(store *ssa.Store, made *ssa.Alloc) bool {
	past := false
	for _, instr := range made.Block().Instrs {
		switch {
		case instr == made:
			past = true
		case instr == store:
			return true
		case past && slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return *op == made }):
			return false
		}
	}
	return false
}

// partsOf returns the fields that are written with a value of the type.
func partsOf(t types.Type) (parts []memory) {
	if s, ok := t.Underlying().(*types.Struct); ok {
		for i := range s.NumFields() {
			parts = append(parts, s.Field(i).Origin())
		}
	}
	return parts
}

// An enumReader finds the types of which all values are constants of the package.
type enumReader struct {
	enums    map[*types.TypeName][]int64
	computed map[*types.TypeName]bool // values of the type are computed, or come from outside
}

// read notes an instruction that makes a value of a type out of something else than
// its constants.
func (e *enumReader) read(instr ssa.Instruction) {
	if v, ok := instr.(ssa.Value); ok {
		switch v.(type) {
		case *ssa.Convert, *ssa.MultiConvert, *ssa.ChangeType, *ssa.BinOp, *ssa.TypeAssert:
			if name := enumType(v.Type()); name != nil {
				e.computed[name] = true
				delete(e.enums, name)
			}
		}
	}
	for _, op := range instr.Operands(nil) {
		if c, ok := (*op).(*ssa.Const); ok {
			e.constant(c)
		}
	}
}

func (e *enumReader) constant(c *ssa.Const) {
	name := enumType(c.Type())
	if name == nil || e.computed[name] {
		return
	}
	if e.enums[name] == nil {
		e.enums[name] = []int64{0} // the zero value
		scope := name.Pkg().Scope()
		for _, other := range scope.Names() {
			if declared, ok := scope.Lookup(other).(*types.Const); ok && types.Identical(declared.Type(), name.Type()) {
				n, exact := constant.Int64Val(declared.Val())
				if !exact {
					e.computed[name] = true
				}
				e.enums[name] = append(e.enums[name], n)
			}
		}
	}
	if n, exact := constant.Int64Val(c.Value); !exact || !slices.Contains(e.enums[name], n) {
		e.computed[name] = true
	}
	if e.computed[name] {
		delete(e.enums, name)
	}
}

// enumType returns the type if only its package can name it, and its values are
// integers; else nil.
func enumType(t types.Type) *types.TypeName {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Exported() || named.Obj().Pkg() == nil || named.Obj().Parent() != named.Obj().Pkg().Scope() {
		return nil
	}
	if basic, ok := named.Underlying().(*types.Basic); !ok || basic.Info()&types.IsInteger == 0 {
		return nil
	}
	return named.Obj()
}

// enum returns what the values of a type may be.
func (p *Package) enum(t types.Type) fact {
	name := enumType(t)
	if name == nil || len(p.enums[name]) == 0 {
		return anything
	}
	f := point(p.enums[name][0])
	for _, n := range p.enums[name][1:] {
		f = f.union(point(n))
	}
	return f
}
