package leak

import "github.com/candorpay/candor/internal/customer"

// ground fills in how likely each row is under the backgrounds, given the rows
// before it: q_b(row) / (1 - q_b(earlier rows)).
func (s *sheet) ground(bg Background) {
	s.q, s.access = make([]float64, len(s.pairs)), make([]float64, len(s.pairs))
	population := float64(max(bg.Population, 1))
	accesses := float64(bg.AccessSum) + population
	regions := 0.0
	for _, n := range bg.Regions {
		if n > 0 {
			regions++
		}
	}
	var seenAccess, seenEven, seenRegion float64
	for row, p := range s.pairs {
		byAccess := float64(accessesOf(bg, p.Customer)+1) / accesses
		even := 1 / population
		byRegion := 0.0
		if n := sizeOfRegion(bg, p.Customer); n > 0 {
			byRegion = 1 / (regions * float64(n))
		}
		s.access[row] = byAccess / rest(seenAccess, byAccess)
		s.q[row] = max(s.access[row], even/rest(seenEven, even), byRegion/rest(seenRegion, byRegion))
		if !s.again[row] {
			seenAccess, seenEven, seenRegion = seenAccess+byAccess, seenEven+even, seenRegion+byRegion
		}
	}
}

// rest returns what the background has left for rows that did not come yet: at
// least the next row itself, whatever rounding did.
func rest(seen, next float64) float64 { return max(1-seen, next) }

func accessesOf(bg Background, o customer.Ordinal) uint32 {
	if bg.Accesses == nil {
		return 0
	}
	return bg.Accesses(o)
}

// sizeOfRegion returns how many customers are of the customer's region; 0 when
// regions are not known.
func sizeOfRegion(bg Background, o customer.Ordinal) uint64 {
	if bg.Region == nil {
		return 0
	}
	if r := int(bg.Region(o)); r < len(bg.Regions) {
		return bg.Regions[r]
	}
	return 0
}
