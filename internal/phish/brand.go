package phish

import (
	"bytes"
	_ "embed" // the list of brands that are protected unless the operator says otherwise
	"encoding/json"
	"fmt"
)

//go:embed brands.jsonl
var defaultBrands []byte

// DefaultBrands returns the widely known names of payment services, banks and
// marketplaces that are protected unless the operator says otherwise. They are
// facts of public record; that a brand is there says nothing of its owner.
func DefaultBrands() []Brand {
	brands, err := ReadBrands(defaultBrands)
	if err != nil {
		panic("phish: the list of brands of our own: " + err.Error())
	}
	return brands
}

// BrandsFileMax is the most bytes of a file of brands.
const BrandsFileMax = 32 << 20

// ReadBrands reads brands, one JSON object a line; empty lines are passed over.
// It returns ErrTooManyBrands, or an error that wraps ErrBadBrand and names the
// line.
func ReadBrands(text []byte) ([]Brand, error) {
	if len(text) > BrandsFileMax {
		return nil, ErrTooManyBrands
	}
	var brands []Brand
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if len(brands) == BrandsMax {
			return nil, ErrTooManyBrands
		}
		var b Brand
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&b); err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrBadBrand, number, err)
		}
		if d.More() {
			return nil, fmt.Errorf("%w: line %d: more than one object", ErrBadBrand, number)
		}
		brands = append(brands, b)
	}
	return brands, nil
}
