package customers

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// RefusedPart answers a part of a file that does not go on where the last ended.
var RefusedPart = errkind.Refusal{Kind: errkind.Conflict, Code: "import_position"}

// importing is a file that is taken in, or was.
type importing struct {
	_        struct{} `cbor:",toarray"`
	Done     Imported
	Approval approval.Number
}

// importRows takes in a part of the access log of an older system: rows on paths
// of the file's own, which no budget, NC or MA counts. Its first part uses the
// approval up, and the others name the same.
func (m *Machine) importRows(c *machine.Command, cmd *ImportRows, at int64) (Imported, errkind.Refusal) {
	if _, roles := m.by(c); !roles.Meets(staff.RolesOf(staff.Privacy, staff.Security)) {
		return Imported{}, RefusedActor
	}
	f, begun := m.imports.get(string(cmd.File[:]))
	switch {
	case begun && cmd.Approval != 0 && f.Approval != cmd.Approval:
		return Imported{}, approval.RefusedSubject
	case f.Done.Done, cmd.From < f.Done.Lines:
		return f.Done, errkind.Refusal{}
	case cmd.From > f.Done.Lines:
		return Imported{}, RefusedPart
	case len(cmd.Rows)%ImportSize != 0, !m.wellPacked(cmd):
		return Imported{}, RefusedMalformed
	}
	routes, ok := m.importPaths(cmd)
	if !ok {
		return Imported{}, RefusedMalformed
	}
	if !begun {
		if r := m.use(c, matter{approval: cmd.Approval, kind: approval.Import, subject: cmd.Subject()}, at); !r.OK() {
			return Imported{}, r
		}
		f = importing{Done: Imported{File: cmd.File}, Approval: cmd.Approval}
	}
	session := binary.BigEndian.Uint64(cmd.File[:])
	for b := cmd.Rows; len(b) > 0; b = b[ImportSize:] {
		r, _ := unpackImport(b)
		if p := m.people.get(r.Customer); r.Customer != 0 && !p.there() {
			continue
		}
		row := disclosure.Row{
			Time: r.Time, Path: routes[r.Path](), Customer: r.Customer, Fields: r.Fields, Level: r.Level,
			Purpose: r.Purpose, Case: r.Case, Approval: uint32(f.Approval), Session: session,
		}
		if r.Customer == 0 && r.Level == disclosure.Matched {
			row.Outcome = disclosure.Missed
		}
		m.record(&row, true)
		f.Done.Rows++
	}
	f.Done.Lines += cmd.Lines
	f.Done.Done = cmd.Last
	m.imports.set(string(cmd.File[:]), f)
	return f.Done, errkind.Refusal{}
}

// wellPacked reports whether every row of a part is one.
func (m *Machine) wellPacked(cmd *ImportRows) bool {
	for b := cmd.Rows; len(b) > 0; b = b[ImportSize:] {
		if r, ok := unpackImport(b); !ok || int(r.Path) >= len(cmd.Paths) {
			return false
		}
	}
	return true
}

// importPaths returns what gives each path of a part its number: one that no row
// names gets none.
func (m *Machine) importPaths(cmd *ImportRows) (numbers []func() disclosure.PathNumber, ok bool) {
	hash := hex.EncodeToString(cmd.File[:])
	for _, text := range cmd.Paths {
		path, err := disclosure.ParsePath(text)
		if err != nil || path.Import != "" {
			return nil, false
		}
		path.Import = hash
		known := disclosure.PathNumber(0)
		numbers = append(numbers, func() disclosure.PathNumber {
			if known == 0 {
				known = m.paths.number(path)
			}
			return known
		})
	}
	return numbers, true
}

// Import returns how far a file of disclosures was taken in, by the SHA-256 of
// its bytes.
func (m *Machine) Import(file [32]byte) (Imported, bool) {
	f, ok := m.imports.get(string(file[:]))
	return f.Done, ok
}

// Imports yields the files of disclosures that were taken in, until yield returns
// false.
func (m *Machine) Imports(yield func(Imported) bool) {
	m.imports.table.Range(nil, nil, func(key, _ []byte) bool {
		f, _ := m.imports.get(string(key))
		return yield(f.Done)
	})
}
