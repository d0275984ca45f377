package auth

// Holder returns the caller who holds the key with the id, at wall time now, if
// the key is still good. It is for who has seen the whole key before and keeps its
// id alone, such as a session: so each request asks again. Every failure is
// ErrUnauthenticated.
func Holder(keys Keys, id [16]byte, now int64) (Caller, error) {
	key, ok := keys.Key(id)
	if !ok || !key.good(now) {
		return Caller{}, ErrUnauthenticated
	}
	return Caller{Role: key.Role, Subject: key.Subject, Key: id}, nil
}

// good reports whether the key may be used at wall time now.
func (k Key) good(now int64) bool {
	return !k.Revoked && (k.ExpiresAt == 0 || now < k.ExpiresAt)
}
