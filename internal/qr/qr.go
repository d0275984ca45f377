// Package qr draws QR codes.
//
// What it promises: a Code is the text that it was made of, at error correction
// level M, with the quiet zone of four modules that ISO/IEC 18004 asks for, dark
// on light whatever surrounds it. A drawing loads nothing, runs nothing and needs
// no style.
//
// Vocabulary: a module is one square of a code.
//
//	code, err := qr.Encode("https://pay.example.com/pay/AbC")
//	w.Write(code.SVG())
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"

	"github.com/boombuler/barcode/qr"
)

// TextMax is the most bytes of a code's text. What is longer makes modules too
// small for a phone's camera.
const TextMax = 512

// quiet is the width of the quiet zone in modules.
const quiet = 4

// pngModule is the width of a module in a PNG's pixels.
const pngModule = 8

// Code is a QR code.
type Code struct {
	size int // modules, without the quiet zone
	dark func(x, y int) bool
}

// Encode makes the code of a text of 1 to TextMax bytes.
func Encode(text string) (Code, error) {
	if text == "" || len(text) > TextMax {
		return Code{}, fmt.Errorf("encode QR: %d bytes, not 1 to %d", len(text), TextMax)
	}
	drawn, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return Code{}, fmt.Errorf("encode QR: %w", err)
	}
	return Code{drawn.Bounds().Dx(), func(x, y int) bool { return drawn.At(x, y) == color.Black }}, nil
}

// SVG draws the code as one path, a unit a module. The text is not in it.
func (c Code) SVG() []byte {
	var b bytes.Buffer
	side := strconv.Itoa(c.size + 2*quiet)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + side + ` ` + side +
		`" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h` + side + `v` + side + `H0z"/><path d="`)
	for y := range c.size {
		for x := 0; x < c.size; x++ {
			if !c.dark(x, y) {
				continue
			}
			run := 1
			for x+run < c.size && c.dark(x+run, y) {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			x += run
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}

// Image is the code in black and white, eight pixels a module.
func (c Code) Image() image.Image {
	side := (c.size + 2*quiet) * pngModule
	drawn := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if c.has(x/pngModule-quiet, y/pngModule-quiet) {
				drawn.SetColorIndex(x, y, 1)
			}
		}
	}
	return drawn
}

// has reports whether a module is dark; none of the quiet zone is.
func (c Code) has(x, y int) bool {
	return x >= 0 && y >= 0 && x < c.size && y < c.size && c.dark(x, y)
}

// PNG is Image as a file.
func (c Code) PNG() ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, c.Image()); err != nil {
		return nil, fmt.Errorf("draw QR: %w", err)
	}
	return b.Bytes(), nil
}
