package customers

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
)

// route is a path with what it carried so far.
type route struct {
	_     struct{} `cbor:",toarray"`
	Text  string
	MA    uint32              // rows that count
	Head  disclosure.Sequence // of its last row
	path  disclosure.Path
	dirty bool
}

// paths is every path that the ledger knows, by number and by text.
type paths struct {
	table   *store.Table
	routes  []*route // route n-1 is that of path n
	numbers map[string]disclosure.PathNumber
	callers map[machine.Caller]disclosure.PathNumber // so that a read makes no text
	dirty   []disclosure.PathNumber
}

func openPaths(s *store.Store) *paths {
	p := &paths{
		table: s.Table("paths"), numbers: map[string]disclosure.PathNumber{},
		callers: map[machine.Caller]disclosure.PathNumber{},
	}
	p.table.Scan(func(_, b []byte) bool {
		r := mustDecode[route](b)
		var err error
		if r.path, err = disclosure.ParsePath(r.Text); err != nil {
			panic(store.Fault{Err: err})
		}
		p.routes = append(p.routes, &r)
		p.numbers[r.Text] = disclosure.PathNumber(len(p.routes))
		return true
	})
	return p
}

// number returns the path's number, which it gets now if it has none.
func (p *paths) number(path disclosure.Path) disclosure.PathNumber {
	text := path.String()
	n, ok := p.numbers[text]
	if !ok {
		p.routes = append(p.routes, &route{Text: text, path: path})
		n = disclosure.PathNumber(len(p.routes))
		p.numbers[text] = n
		p.change(n)
	}
	return n
}

func (p *paths) get(n disclosure.PathNumber) *route { return p.routes[n-1] }

// change returns the path to be changed.
func (p *paths) change(n disclosure.PathNumber) *route {
	r := p.routes[n-1]
	if !r.dirty {
		r.dirty = true
		p.dirty = append(p.dirty, n)
	}
	return r
}

func (p *paths) persist() {
	for _, n := range p.dirty {
		r := p.get(n)
		p.table.Set(binary.BigEndian.AppendUint32(nil, uint32(n)), Encode(r))
		r.dirty = false
	}
	p.dirty = p.dirty[:0]
}

// of returns the number of the path that a caller reads by. A service's is found
// by its key.
func (p *paths) of(c machine.Caller, key *Key) disclosure.PathNumber {
	if c.Role == machine.RoleCustomer {
		c.ID = [16]byte{} // all customers have one path, and there are millions of them
	}
	n, ok := p.callers[c]
	if !ok {
		n = p.number(pathOf(c, key))
		p.callers[c] = n
	}
	return n
}

func pathOf(c machine.Caller, key *Key) disclosure.Path {
	id := hex.EncodeToString(c.ID[:])
	switch c.Role {
	case machine.RoleStaff:
		return disclosure.Path{Kind: disclosure.PathStaff, Name: number(c).String()}
	case machine.RoleMerchant:
		return disclosure.Path{Kind: disclosure.PathMerchant, Name: id}
	case machine.RoleCustomer:
		return disclosure.Path{Kind: disclosure.PathCustomer, Name: "self"}
	case machine.RoleService:
		if key != nil && key.Service != "" {
			id = key.Service
		}
		return disclosure.Path{Kind: disclosure.PathService, Name: id}
	case machine.RoleOperator:
		return disclosure.Path{Kind: disclosure.PathOperator, Name: id}
	case machine.RoleSystem:
	}
	return disclosure.Path{Kind: disclosure.PathOperator, Name: "candor"}
}

// Paths yields the paths with numbers above after, in order, until yield returns
// false.
func (m *Machine) Paths(after disclosure.PathNumber, yield func(disclosure.PathNumber, disclosure.Path) bool) {
	for i := int(after); i < len(m.paths.routes); i++ {
		if !yield(disclosure.PathNumber(i+1), m.paths.routes[i].path) {
			return
		}
	}
}

// PathOf returns the path with the number.
func (m *Machine) PathOf(n disclosure.PathNumber) (disclosure.Path, bool) {
	if n == 0 || int(n) > len(m.paths.routes) {
		return disclosure.Path{}, false
	}
	return m.paths.get(n).path, true
}

// PathNumber returns the number of a path, and false when nothing went down it.
func (m *Machine) PathNumber(p disclosure.Path) (disclosure.PathNumber, bool) {
	n, ok := m.paths.numbers[p.String()]
	return n, ok
}
