package money

import (
	"fmt"
	"math"
	"math/bits"
)

// Rounding says which way a division goes that does not come out even.
type Rounding uint8

// The ways of rounding.
const (
	Floor        Rounding = 1 // towards minus infinity
	Ceil         Rounding = 2 // towards plus infinity
	HalfEven     Rounding = 3 // to the nearest; halves to the even neighbour
	AwayFromZero Rounding = 4 // to the larger magnitude
)

// String returns the rounding's name.
func (r Rounding) String() string {
	switch r {
	case Floor:
		return "floor"
	case Ceil:
		return "ceil"
	case HalfEven:
		return "half-even"
	case AwayFromZero:
		return "away from zero"
	}
	return fmt.Sprintf("rounding %d", uint8(r))
}

// Add returns a + b, or an error that matches ErrMismatch or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("%w: %s and %s", ErrMismatch, a.Currency, b.Currency)
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("%w: %s + %s", ErrOverflow, a, b)
	}
	return Amount{Minor: sum, Currency: a.Currency}, nil
}

// Sub returns a - b, or an error that matches ErrMismatch or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("%w: %s and %s", ErrMismatch, a.Currency, b.Currency)
	}
	difference := a.Minor - b.Minor
	if (difference < a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("%w: %s - %s", ErrOverflow, a, b)
	}
	return Amount{Minor: difference, Currency: a.Currency}, nil
}

// Neg returns -a, or an error that matches ErrOverflow: the smallest amount has
// no counterpart.
func (a Amount) Neg() (Amount, error) {
	if a.Minor == math.MinInt64 {
		return Amount{}, fmt.Errorf("%w: -(%s)", ErrOverflow, a)
	}
	return Amount{Minor: -a.Minor, Currency: a.Currency}, nil
}

// Mul returns a times n, or an error that matches ErrOverflow.
func (a Amount) Mul(n int64) (Amount, error) { return a.MulDiv(n, 1, Floor) }

// MulDiv returns a times n / d, rounded as r says. Errors are those of the
// function MulDiv.
func (a Amount) MulDiv(n, d int64, r Rounding) (Amount, error) {
	minor, err := MulDiv(a.Minor, n, d, r)
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %s times %d / %d", err, a, n, d)
	}
	return Amount{Minor: minor, Currency: a.Currency}, nil
}

// MulDiv returns a x n / d, rounded as r says. The product is exact, in 128
// bits; the error is ErrDivision when d is zero and ErrOverflow when the
// quotient does not fit. It panics on a rounding that is not one of the
// constants.
func MulDiv(a, n, d int64, r Rounding) (int64, error) {
	if d == 0 {
		return 0, ErrDivision
	}
	negative := (a < 0) != (n < 0) != (d < 0)
	divisor := magnitude(d)
	hi, lo := bits.Mul64(magnitude(a), magnitude(n))
	if hi >= divisor {
		return 0, ErrOverflow
	}
	quotient, rest := bits.Div64(hi, lo, divisor)
	if rest != 0 && up(quotient, rest, divisor, negative, r) {
		if quotient++; quotient == 0 {
			return 0, ErrOverflow
		}
	}
	return signed(quotient, negative)
}

// up reports whether the magnitude quotient, with rest of divisor left over,
// rounds to the next larger one.
func up(quotient, rest, divisor uint64, negative bool, r Rounding) bool {
	switch r {
	case Floor:
		return negative
	case Ceil:
		return !negative
	case AwayFromZero:
		return true
	case HalfEven:
		other := divisor - rest
		return rest > other || rest == other && quotient&1 == 1
	}
	panic(fmt.Sprintf("money: %s is not defined", r))
}

// magnitude returns the absolute value of n, which always fits.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// signed returns the number of the magnitude and sign, or ErrOverflow.
func signed(magnitude uint64, negative bool) (int64, error) {
	switch {
	case negative && magnitude <= 1<<63:
		return int64(-magnitude), nil
	case !negative && magnitude <= math.MaxInt64:
		return int64(magnitude), nil
	}
	return 0, ErrOverflow
}
