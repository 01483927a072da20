// Package feasible keeps what is known on one path, so that a branch that
// contradicts it is not taken.
//
// A symbol stands for one value: a register, an access path, a call that only
// reads, or a comparison. What is known is a range of each symbol: a bool is 0 or
// 1, and nil is 0. So one kind of fact serves flags, errors, states and lengths.
//
// A load takes the symbol of what was stored or loaded there last. A store or a
// call that may write there only makes the path of access forget its symbol;
// registers keep theirs. Where the design kills facts, this kills names of them.
package feasible

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A memory is a part of the memory that a store may write: a field of all objects
// of a type (*types.Var), a variable (*ssa.Alloc) or a package's (*ssa.Global).
type memory any

// A symbol is a value, or a path of access to one; equal ones are one pointer.
type symbol struct {
	id    uint64
	text  string
	value ssa.Value // of a register or a constant; else nil
	op    string
	args  []*symbol
	reads []memory // the memory that the operation itself reads
}

// involves reports whether the symbol is, or is made of, one of which f holds.
func (s *symbol) involves(f func(*symbol) bool) bool {
	return f(s) || slices.ContainsFunc(s.args, func(arg *symbol) bool { return arg.involves(f) })
}

// A Table holds the symbols of the paths that one question looks at. It is not to be
// used by two goroutines at once.
type Table struct {
	*Package
	symbols map[string]*symbol
	leaves  map[ssa.Value]*symbol
	effects map[*ssa.Function]*effect
	inside  map[[2]*ssa.Function]bool // see within
	given   map[*symbol]fact          // what is known of a symbol on every path

	foreigns map[shared]bool        // see foreign
	related  map[*ssa.Function]bool // see Correlated
}

// NewTable returns a table for the functions of the package.
func (p *Package) NewTable() *Table {
	p.read()
	return &Table{
		p, map[string]*symbol{}, map[ssa.Value]*symbol{}, map[*ssa.Function]*effect{}, map[[2]*ssa.Function]bool{},
		map[*symbol]fact{}, map[shared]bool{}, map[*ssa.Function]bool{},
	}
}

func (t *Table) leaf(v ssa.Value) *symbol {
	s := t.leaves[v]
	if s == nil {
		s = &symbol{id: uint64(len(t.leaves)), text: v.Name(), value: v}
		if fn := v.Parent(); fn != nil {
			s.text = fn.String() + ":" + v.Name()
		}
		if c, constant := v.(*ssa.Const); constant {
			s = t.make(v.String(), nil)
			s.value = c
		}
		t.leaves[v] = s
		switch v := v.(type) {
		case *ssa.BinOp:
			s.args = []*symbol{t.leaf(v.X), t.leaf(v.Y)}
		case *ssa.UnOp:
			if v.Op == token.NOT {
				s.args = []*symbol{t.leaf(v.X)}
			}
		}
	}
	return s
}

func (t *Table) make(op string, reads []memory, args ...*symbol) *symbol {
	var text strings.Builder
	text.WriteString(op)
	for _, arg := range args {
		text.WriteString("(" + arg.text + ")")
	}
	s := t.symbols[text.String()]
	if s == nil {
		s = &symbol{id: 1<<32 + uint64(len(t.symbols)), text: text.String(), op: op, args: args, reads: reads}
		t.symbols[s.text] = s
	}
	return s
}

// moved returns the symbol with some of its parts replaced.
func (t *Table) moved(s *symbol, by map[*symbol]*symbol) *symbol {
	if other := by[s]; other != nil || s.value != nil || len(s.args) == 0 {
		if other != nil {
			return other
		}
		return s
	}
	args := make([]*symbol, len(s.args))
	for i, arg := range s.args {
		args[i] = t.moved(arg, by)
	}
	return t.make(s.op, s.reads, args...)
}

// memoryAt returns the memory that an address is of, or nil.
func memoryAt(addr ssa.Value) memory {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		if s, ok := a.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); ok {
			return s.Field(a.Field).Origin()
		}
		return nil
	case *ssa.Global:
		return a
	}
	if cell := variable.Addressed(addr); cell != nil {
		return cell
	}
	return nil
}

// at returns the symbol of the path of access to what an address holds, or nil.
func (s *Store) at(addr ssa.Value) *symbol {
	m := memoryAt(addr)
	if m == nil {
		return nil
	}
	if a, ok := addr.(*ssa.FieldAddr); ok {
		base := s.symbolOf(a.X)
		if inner, ok := a.X.(*ssa.FieldAddr); ok {
			base = s.at(inner)
		}
		if base == nil {
			return nil
		}
		return s.table.make(fmt.Sprintf(".%d", a.Field), []memory{m}, base)
	}
	return s.table.make("*", []memory{m}, s.table.leaf(m.(ssa.Value)))
}

// evaluated returns the path of access that an instruction loads, or the symbol of
// what it computes from others; nil for what is new each time.
func (s *Store) evaluated(instr ssa.Instruction) *symbol {
	switch v := instr.(type) {
	case *ssa.UnOp:
		if m := memoryAt(v.X); v.Op == token.MUL && s.table.used[m] > 1 {
			return s.at(v.X)
		}
	case *ssa.Field:
		return s.table.make(fmt.Sprintf(".%d", v.Field), nil, s.symbolOf(v.X))
	case *ssa.BinOp:
		switch v.Op {
		case token.AND, token.OR, token.REM, token.QUO, token.SHL, token.SHR:
			return s.table.make(v.Op.String(), nil, s.symbolOf(v.X), s.symbolOf(v.Y))
		}
	case *ssa.Extract:
		switch tuple := v.Tuple.(type) {
		case *ssa.TypeAssert:
			return s.table.make(fmt.Sprintf("is %v#%d", tuple.AssertedType, v.Index), nil, s.symbolOf(tuple.X))
		case *ssa.Call:
			return s.table.resultOf(tuple, v.Index)
		}
	case *ssa.Call:
		return s.computed(v)
	}
	return nil
}

// resultOf returns the symbol of one of several results of a call.
func (t *Table) resultOf(call *ssa.Call, i int) *symbol {
	return t.make(fmt.Sprintf("#%d", i), nil, t.leaf(call))
}

// computed returns the symbol of a call whose result depends on its arguments and on
// reads alone, or nil.
func (s *Store) computed(v *ssa.Call) *symbol {
	name, reads := "", []memory(nil)
	if b, ok := v.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "recover" || b.Name() == "len" && keepsLength(v.Call.Args[0]) {
			name = b.Name()
		}
	} else if fn := v.Call.StaticCallee(); fn != nil && v.Call.Signature().Results().Len() == 1 {
		if e := s.table.effectOfCall(&v.Call); e.pure {
			name, reads = fn.String(), slices.Collect(maps.Keys(e.reads))
		}
	}
	if name == "" {
		return nil
	}
	var args []*symbol
	for _, arg := range v.Call.Args {
		args = append(args, s.symbolOf(arg))
	}
	return s.table.make(name, reads, args...)
}

// keepsLength reports whether a value always has the same length: a map or a channel
// has not.
func keepsLength(v ssa.Value) bool {
	switch v.Type().Underlying().(type) {
	case *types.Slice, *types.Basic, *types.Array:
		return true
	}
	return false
}
