package platform

import "github.com/candorpay/candor/internal/ledger"

func (p *Platform) shopName(shop ledger.ID) (string, error) { return p.sellerID(shop) }
func (p *Platform) billHold(b *Bill) (ledger.ID, error)     { return ledger.ID{}, RefusedPayCode.Err() }
