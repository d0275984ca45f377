package audit

// createKey makes an API key of a principal that exists.
type createKey struct {
	_         struct{} `cbor:",toarray"`
	Hash      [32]byte
	Role      role
	Subject   ID
	ExpiresAt int64
}

type revokeKey struct {
	_  struct{} `cbor:",toarray"`
	ID ID
}

func (a *Auditor) createKey(c *command, body createKey, _ int64) string {
	ok := false
	switch body.Role {
	case seller:
		ok = a.merchants[body.Subject] != nil
	case customer:
		ok = body.Subject != ID{} // customers are known by nothing but their ids
	case system, operator:
		ok = body.Subject == ID{}
	}
	if !ok {
		return "subject_not_found"
	}
	a.keys[c.id] = true
	return ""
}

func (a *Auditor) revokeKey(_ *command, body revokeKey, _ int64) string {
	if !a.keys[body.ID] {
		return "key_not_found"
	}
	return ""
}
