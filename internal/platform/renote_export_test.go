package platform

import "github.com/candorpay/candor/internal/trade"

// NoteDigest tells one sealed note of a trade from another.
func (p *Platform) NoteDigest(id trade.ID) [16]byte {
	note, _ := p.machine.Note(id)
	return note.Digest()
}
