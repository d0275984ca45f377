// Package shamir splits a secret into shares of which k give it back and k-1
// say nothing about it.
//
// What it promises: the scheme of Shamir's "How to share a secret" (1979) over
// GF(256) with the polynomial of AES, byte by byte, as draft-mcgrew-tss-03 has
// it; time and memory access depend on no byte of a secret or a share. It does
// not tell a wrong share from a right one: who calls it has to.
//
// Vocabulary: a share is a point of a random polynomial of degree k-1 whose
// value at zero is the secret; x is its place, from 1, and no secret.
//
//	shares, err := shamir.Split(secret, 3, 5)
//	secret, err := shamir.Combine(shares[1:4])
package shamir

import (
	"crypto/rand"
	"errors"
)

// Share is a point of the polynomials, one per byte of the secret.
type Share struct {
	X byte // from 1
	Y []byte
}

// Errors of Split and Combine. They are matched with errors.Is.
var (
	ErrCount  = errors.New("shamir: k of n needs 2 <= k <= n <= 255 and a secret")
	ErrShares = errors.New("shamir: shares need places from 1, each another, and one length")
)

// Split returns n shares of which any k give the secret, 2 <= k <= n <= 255.
func Split(secret []byte, k, n int) ([]Share, error) {
	if k < 2 || k > n || n > 255 || len(secret) == 0 {
		return nil, ErrCount
	}
	coefficients := make([]byte, (k-1)*len(secret))
	rand.Read(coefficients) // never fails: the program would have ended
	defer clear(coefficients)
	shares := make([]Share, n)
	for i := range shares {
		shares[i] = Share{X: byte(i + 1), Y: make([]byte, len(secret))}
		for at, s := range secret {
			shares[i].Y[at] = evaluate(s, coefficients[at*(k-1):(at+1)*(k-1)], shares[i].X)
		}
	}
	return shares, nil
}

// evaluate returns constant + c[0] x + c[1] x^2 + ..., by Horner's rule.
func evaluate(constant byte, c []byte, x byte) byte {
	var y byte
	for i := len(c) - 1; i >= 0; i-- {
		y = Multiply(y^c[i], x)
	}
	return y ^ constant
}

// Combine returns the value at zero of the polynomial of least degree through
// all of the shares: the secret, if they are of one Split and at least k. It
// cannot tell whether they are.
func Combine(shares []Share) ([]byte, error) {
	if err := check(shares); err != nil {
		return nil, err
	}
	secret := make([]byte, len(shares[0].Y))
	for i, s := range shares {
		weight := byte(1)
		for j, other := range shares {
			if j != i {
				weight = Multiply(weight, Multiply(other.X, inverse(other.X^s.X)))
			}
		}
		for at, y := range s.Y {
			secret[at] ^= Multiply(weight, y)
		}
	}
	return secret, nil
}

// check refuses shares that are no points of one polynomial.
func check(shares []Share) error {
	var seen [256]bool
	for _, s := range shares {
		if s.X == 0 || seen[s.X] || len(s.Y) == 0 || len(s.Y) != len(shares[0].Y) {
			return ErrShares
		}
		seen[s.X] = true
	}
	if len(shares) < 2 {
		return ErrShares
	}
	return nil
}

// Multiply returns the product in GF(256) modulo x^8+x^4+x^3+x+1, without a
// table or a branch: those would tell by their timing what was multiplied.
func Multiply(a, b byte) byte {
	var product byte
	for range 8 {
		product ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return product
}

// inverse returns a^254, which is 1/a, and 0 for 0.
func inverse(a byte) byte {
	square, product := a, byte(1)
	for range 7 {
		square = Multiply(square, square)
		product = Multiply(product, square)
	}
	return product
}
