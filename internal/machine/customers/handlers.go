package customers

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
)

// handler is how one kind of command is carried out, and how its reply is found
// again; a kind without find is not remembered.
type handler struct {
	parse func(body []byte) (any, error)
	do    func(m *Machine, c *machine.Command, parsed any, at int64) (any, errkind.Refusal)
	find  func(b []byte) any
}

// stored is a handler whose reply is an object of type R, kept as it was.
func stored[C, R any](do func(*Machine, *machine.Command, *C, int64) (R, errkind.Refusal)) handler {
	return handler{
		parse: general[C],
		do: func(m *Machine, c *machine.Command, parsed any, at int64) (any, errkind.Refusal) {
			value, refusal := do(m, c, parsed.(*C), at)
			if !refusal.OK() {
				return nil, refusal
			}
			return value, refusal
		},
		find: func(b []byte) any { return mustDecode[R](b) },
	}
}

// read is a handler of what discloses: it records, allowed or refused, and its
// reply says in both cases what it recorded.
func read[C any](parse func([]byte) (any, error), do func(*Machine, *machine.Command, *C, int64) (Disclosed, errkind.Refusal)) handler {
	return handler{parse: parse, do: func(m *Machine, c *machine.Command, parsed any, at int64) (any, errkind.Refusal) {
		return do(m, c, parsed.(*C), at)
	}}
}

// general parses a body in the general encoding.
func general[C any](body []byte) (any, error) {
	v, err := Decode[C](body)
	return &v, err
}

// parsing puts an encoding of its own in a handler.
func (h handler) parsing(parse func([]byte) (any, error)) handler {
	h.parse = parse
	return h
}

// carryOut does what the command says, if it says anything.
func (h handler) carryOut(m *Machine, c *machine.Command, at int64) (any, errkind.Refusal) {
	parsed := h.parsed(c)
	if _, malformed := parsed.(error); malformed {
		return nil, RefusedMalformed
	}
	if !m.state.Founded && c.Kind != KindFound && c.Kind != KindGap {
		return nil, RefusedUnfounded
	}
	return h.do(m, c, parsed, at)
}

// parsed returns what the command's body says, or the error that it says nothing:
// what Prepare found, or else found now.
func (h handler) parsed(c *machine.Command) any {
	if c.Prepared != nil {
		return c.Prepared
	}
	v, err := h.parse(c.Body)
	if err != nil {
		return err
	}
	return v
}

// repeat gives a stored reply again, or the refusal of a key that was used for
// something else, which is an answer of its own.
func (h handler) repeat(reply machine.Reply) machine.Result {
	result := machine.Result{Refusal: reply.Refusal, Replayed: reply.Refusal != machine.RefusedKeyReuse}
	if reply.Refusal.OK() {
		result.Value = h.find(reply.Body)
	}
	return result
}

// Prepare implements machine.Preparer: it parses the body.
func (m *Machine) Prepare(c *machine.Command) {
	if h, ok := handlers[c.Kind]; ok {
		c.Prepared = h.parsed(c)
	}
}

// handlers is the table of what the machine can be asked, by kind.
var handlers = map[machine.Kind]handler{
	KindFound:  stored((*Machine).found),
	KindPolicy: stored((*Machine).setPolicy),
	KindBudget: stored((*Machine).setBudgets),
	KindClock:  stored((*Machine).confirmClock),

	KindEnrol:     stored((*Machine).enrol),
	KindRoles:     stored((*Machine).setRoles),
	KindRevoke:    stored((*Machine).revoke),
	KindReinstate: stored((*Machine).reinstate),
	KindKeyCreate: stored((*Machine).createKey),
	KindKeyRevoke: stored((*Machine).revokeKey),

	KindCaseOpen:  stored((*Machine).openCase),
	KindCaseClose: stored((*Machine).closeCase),
	KindRelay:     stored((*Machine).relay),

	KindRequest:  stored((*Machine).request),
	KindDecide:   stored((*Machine).decide),
	KindWithdraw: stored((*Machine).withdraw),

	KindRegister: stored((*Machine).register).parsing(parseRegister),
	KindUpdate:   stored((*Machine).update),
	KindErase:    stored((*Machine).erase),
	KindErased:   stored((*Machine).carryErasure),
	KindContact:  stored((*Machine).keepContact),

	KindRead:      read(parseRead, (*Machine).read),
	KindLookup:    read(general[Lookup], (*Machine).lookup),
	KindExport:    read(general[ExportRows], (*Machine).export),
	KindTrace:     read(general[RecordTrace], (*Machine).trace),
	KindBackup:    read(general[RecordBackup], (*Machine).backup),
	KindEmergency: read(general[Emergency], (*Machine).emergency),

	KindImport: stored((*Machine).importRows),
	KindGap:    stored((*Machine).gap),

	KindIncident: stored((*Machine).openIncident),
	KindAct:      stored((*Machine).actIncident),
	KindNotice:   stored((*Machine).deliverNotices),
	KindAffected: stored((*Machine).addAffected),
}
