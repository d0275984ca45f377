package customers

import (
	"slices"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// Refusals of keys.
var (
	RefusedKey     = errkind.Refusal{Kind: errkind.NotFound, Code: "key_not_found"}
	RefusedService = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_service"}
	RefusedTaken   = errkind.Refusal{Kind: errkind.Conflict, Code: "service_taken"}
	RefusedHers    = errkind.Refusal{Kind: errkind.Conflict, Code: "has_key"}
)

// key returns a key, for Apply alone.
func (m *Machine) key(id [16]byte) (Key, bool) {
	k, ok := m.keys.load(string(id[:]))
	if !ok {
		return Key{}, false
	}
	return *k, true
}

// createKey makes a key. Whoever has a valid key makes her others herself; all
// first ones, of a member as of a service, need the consent of two, because
// whoever hands a first key out could keep it, and nobody else makes one of hers
// as long as she has one. At the folder's making there is nobody to consent, so
// Candor makes the founders' first.
func (m *Machine) createKey(c *machine.Command, cmd *CreateKey, at int64) (Key, errkind.Refusal) {
	owner, ok := m.roster.get(cmd.Owner)
	switch {
	case !ok:
		return Key{}, staff.RefusedMissing
	case !owner.Works():
		return Key{}, staff.RefusedRevoked
	case cmd.Service != "" && !staff.ValidHandle(cmd.Service):
		return Key{}, RefusedService
	}
	holder, isService := staff.Number(0), cmd.Service != ""
	if h, ok := m.services.load(cmd.Service); ok && isService {
		if holder = *h; holder != owner.Number && m.roster.works(holder) {
			return Key{}, RefusedTaken
		}
	}
	by, roles := m.by(c)
	self, keys := by != 0 && by == owner.Number, m.KeysOf(owner.Number)
	valid := slices.ContainsFunc(keys, func(k Key) bool {
		return !k.Revoked && k.Service == "" && (k.ExpiresAt == 0 || at < k.ExpiresAt)
	})
	founder := c.Caller.Role == machine.RoleSystem && owner.Founding && !isService && len(keys) == 0
	switch {
	case !self && !staff.MayEnrol(roles):
		return Key{}, RefusedActor
	case founder, self && valid && (!isService || holder == owner.Number):
	case !self && valid && (!isService || holder == owner.Number):
		return Key{}, RefusedHers
	default:
		if r := m.use(c, matter{approval: cmd.Approval, kind: approval.FirstKey, subject: cmd.Subject(), about: cmd.Owner}, at); !r.OK() {
			return Key{}, r
		}
		if next := m.broughtBy(&owner, cmd.Approval); next != owner.EnrolledBy {
			owner.EnrolledBy = next
			m.roster.set(owner)
		}
	}
	if isService {
		m.services.set(cmd.Service, owner.Number)
	}
	return m.addKey(Key{
		ID: c.ID, Hash: cmd.Hash, Owner: owner.Number, Service: cmd.Service, CreatedAt: at, ExpiresAt: cmd.ExpiresAt,
	}), errkind.Refusal{}
}

func (m *Machine) addKey(k Key) Key {
	m.state.Keys++
	m.keys.set(string(k.ID[:]), k)
	m.keyIDs.set(m.state.Keys, k.ID)
	m.keysOf.add(uint32(k.Owner), m.state.Keys)
	return k
}

func (m *Machine) revokeKey(c *machine.Command, cmd *RevokeKey, _ int64) (Key, errkind.Refusal) {
	k, ok := m.key(cmd.ID)
	if !ok {
		return Key{}, RefusedKey
	}
	by, roles := m.by(c)
	if own := by != 0 && by == k.Owner; !own && !staff.MayRevoke(roles) && c.Caller.Role != machine.RoleOperator {
		return Key{}, RefusedActor
	}
	k.Revoked = true
	m.keys.set(string(k.ID[:]), k)
	return k, errkind.Refusal{}
}

// revokeKeys ends all keys of a member, her services' too.
func (m *Machine) revokeKeys(owner staff.Number) {
	for _, n := range m.keysOf.of(uint32(owner)) {
		id, _ := m.keyIDs.load(n)
		k, _ := m.key(*id)
		if k.Revoked = true; k.Owner == owner {
			m.keys.set(string(k.ID[:]), k)
		}
	}
}

// Key returns the key with the id, a member's or a service's.
func (m *Machine) Key(id [16]byte) (Key, bool) { return m.keys.get(string(id[:])) }

// KeysOf returns all keys of a member and of her services, in the order in which
// they were made.
func (m *Machine) KeysOf(owner staff.Number) []Key {
	var keys []Key
	for _, n := range m.keysOf.of(uint32(owner)) {
		id, _ := m.keyIDs.get(n)
		k, _ := m.Key(id)
		keys = append(keys, k)
	}
	return keys
}

// ServiceOwner returns the member who owns the service of a path, 0 none.
func (m *Machine) ServiceOwner(p disclosure.Path) staff.Number {
	if p.Kind != disclosure.PathService || p.Import != "" {
		return 0
	}
	owner, _ := m.services.get(p.Name)
	return owner
}
