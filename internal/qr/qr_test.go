package qr_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/candorpay/candor/internal/qr"
)

// read returns the text of the code in an image, as another program reads it.
func read(t *testing.T, drawn image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
	if err != nil {
		t.Fatal(err)
	}
	// It is a picture of a code alone: to look for the code in it fails now and then.
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return found.GetText()
}

// rastered draws the paths of an SVG, eight pixels a unit.
func rastered(t *testing.T, svg []byte) image.Image {
	t.Helper()
	var file struct {
		Box   string `xml:"viewBox,attr"`
		Paths []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(svg, &file); err != nil {
		t.Fatal(err)
	}
	var side int
	if _, err := fmt.Sscanf(file.Box, "0 0 %d", &side); err != nil || len(file.Paths) != 2 {
		t.Fatalf("%s", svg)
	}
	drawn := image.NewGray(image.Rect(0, 0, side*8, side*8))
	for i := range drawn.Pix {
		drawn.Pix[i] = 255
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(file.Paths[1].D, "M"), "M") {
		var x, y, run, back int
		if _, err := fmt.Sscanf(part, "%d %dh%dv1h-%dz", &x, &y, &run, &back); err != nil || run != back {
			t.Fatalf("%q: %v", part, err)
		}
		for px := range run * 8 {
			for py := range 8 {
				drawn.SetGray(x*8+px, y*8+py, color.Gray{})
			}
		}
	}
	return drawn
}

func TestReadBack(t *testing.T) {
	for _, text := range []string{
		"1", "https://pay.example.com/pay/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "收钱吧 ¥", strings.Repeat("a1-_", qr.TextMax/4),
	} {
		code, err := qr.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		b, err := code.PNG()
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, drawn); got != text {
			t.Errorf("the PNG of %q reads %q", text, got)
		}
		if got := read(t, rastered(t, code.SVG())); got != text {
			t.Errorf("the SVG of %q reads %q", text, got)
		}
	}
}

func TestTooLong(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("a", qr.TextMax+1)} {
		if _, err := qr.Encode(text); err == nil {
			t.Errorf("%d bytes were encoded", len(text))
		}
	}
}
