package file_test

import (
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

func TestSegmentRefusesEveryBitFlip(t *testing.T) {
	used := file.EncodeSegment(3, file.MinSegmentSize, 0xabcdef)[:32]
	base := file.EncodeBase(cmdlog.Head{Header: cmdlog.Header{Sequence: 9, Timestamp: 5}, Hash: [32]byte{1}})[:file.BaseBytes]
	for bit := range len(used) * 8 {
		p := append([]byte{}, used...)
		p[bit/8] ^= 1 << (bit % 8)
		if _, err := file.ReencodeSegment(p); err == nil {
			t.Errorf("bit %d of page 0 flipped", bit)
		}
	}
	for bit := range len(base) * 8 {
		p := append([]byte{}, base...)
		p[bit/8] ^= 1 << (bit % 8)
		if _, ok := file.ParseBase(p); ok {
			t.Errorf("bit %d of page 1 flipped", bit)
		}
	}
}

func FuzzParseSegment(f *testing.F) {
	f.Add(file.EncodeSegment(1, file.MinSegmentSize, 7)[:32])
	f.Add(file.EncodeSegment(1<<63, file.DefaultSegmentSize, 0)[:32])
	f.Add(file.EncodeSegment(1, 17, 0)[:32])
	f.Add(file.EncodeSegment(1, -file.PageSize, 0)[:32])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, p []byte) {
		q, err := file.ReencodeSegment(p)
		if err == nil && string(q) != string(p[:len(q)]) {
			t.Fatalf("%x parses and encodes to %x", p, q)
		}
	})
}

func FuzzParseBase(f *testing.F) {
	f.Add(file.EncodeBase(cmdlog.Head{})[:file.BaseBytes])
	f.Add(file.EncodeBase(cmdlog.Head{Header: cmdlog.Header{Sequence: 1, Span: 2}, Hash: [32]byte{3}})[:file.BaseBytes])
	f.Add(make([]byte, file.PageSize))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, p []byte) {
		head, ok := file.ParseBase(p)
		if ok && string(file.EncodeBase(head)[:file.BaseBytes]) != string(p[:file.BaseBytes]) {
			t.Fatalf("%x parses to %+v, which encodes to other bytes", p, head)
		}
	})
}
