package platform_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/platform"
)

// confide writes a text that must not be printed into all that a value holds.
func confide(v reflect.Value) {
	const secret = "confidential"
	switch v.Kind() {
	case reflect.String:
		v.SetString(secret)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(secret))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		confide(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				confide(v.Field(i))
			}
		}
	}
}

// printed is a value in all the ways in which programs print.
func printed(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&out, verb+"\n", v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("", "value", v)
	slog.New(slog.NewTextHandler(&out, nil)).Info("", "value", v)
	return out.String()
}

// TestSecretsHide fills everything that holds words, digits, keys or addresses, and
// prints it, alone and in something else.
func TestSecretsHide(t *testing.T) {
	for _, v := range []any{
		new(platform.App), new(platform.Text), new(platform.RemitText), new(platform.HoldText), new(platform.AskedRemit),
		new(platform.AskedHold), new(platform.Bill), new(platform.PayBill), new(platform.OpenTrade), new(platform.OpenedTrade),
		new(platform.EndpointRequest), new(platform.EndpointView), new(platform.EndpointKey), new(platform.DueDelivery),
		new(platform.LookupRequest), new(platform.PaymentCode),
	} {
		confide(reflect.ValueOf(v).Elem())
		if app, ok := v.(*platform.App); ok {
			app.ID = "2021000000000001" // is shown
		}
		value := reflect.ValueOf(v).Elem().Interface()
		for _, shown := range []any{value, v, []any{value}, struct{ Inside any }{value}, map[string]any{"key": v}} {
			text := printed(t, shown)
			for _, secret := range []string{"confidential", fmt.Sprintf("%x", "confidential"), "Y29uZmlkZW50aWFs", "[99 111 110"} {
				if strings.Contains(text, secret) {
					t.Errorf("%T prints %s", value, text)
				}
			}
		}
	}
}
