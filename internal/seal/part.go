package seal

// PartSize is the length of a part's bytes.
const PartSize = partSize

// Reveal returns the part's bytes, which ParsePart reads: for the way from a
// custodian to the server that collects parts, and nothing else. Whoever has as
// many parts as are needed has the root; clear them after use.
func (p Part) Reveal() []byte { return p.at.encode() }

// ParsePart reads what Reveal returned. What is no part is an ErrShare. The bytes
// are copied, and stay the caller's to clear.
func ParsePart(b []byte) (Part, error) {
	p, err := parsePart(b)
	if err != nil {
		return Part{}, err
	}
	return Part{at: p}, nil
}
