package platform

import "log/slog"

// What holds words, digits, keys or addresses hides in all that prints, so that it
// can stand in a struct that is printed for another reason.

// LogValue hides the content key.
func (a App) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalJSON hides the content key.
func (a App) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// LogValue hides the words.
func (Text) LogValue() slog.Value { return slog.StringValue("platform.Text[hidden]") }

// MarshalJSON hides the words.
func (Text) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// LogValue hides the words.
func (RemitText) LogValue() slog.Value { return slog.StringValue("platform.RemitText[hidden]") }

// MarshalJSON hides the words.
func (RemitText) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// LogValue hides the words.
func (HoldText) LogValue() slog.Value { return slog.StringValue("platform.HoldText[hidden]") }

// MarshalJSON hides the words.
func (HoldText) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// LogValue hides what was asked.
func (AskedRemit) LogValue() slog.Value { return slog.StringValue("platform.AskedRemit[hidden]") }

// MarshalJSON hides what was asked.
func (AskedRemit) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides words and digits.
func (AskedHold) String() string { return "platform.AskedHold[hidden]" }

// GoString hides words and digits.
func (AskedHold) GoString() string { return "platform.AskedHold[hidden]" }

// LogValue hides words and digits.
func (AskedHold) LogValue() slog.Value { return slog.StringValue("platform.AskedHold[hidden]") }

// MarshalJSON hides words and digits.
func (AskedHold) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides the words.
func (Bill) String() string { return "platform.Bill[hidden]" }

// GoString hides the words.
func (Bill) GoString() string { return "platform.Bill[hidden]" }

// LogValue hides the words.
func (Bill) LogValue() slog.Value { return slog.StringValue("platform.Bill[hidden]") }

// MarshalJSON hides the words.
func (Bill) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides the code.
func (PayBill) String() string { return "platform.PayBill[hidden]" }

// GoString hides the code.
func (PayBill) GoString() string { return "platform.PayBill[hidden]" }

// LogValue hides the code.
func (PayBill) LogValue() slog.Value { return slog.StringValue("platform.PayBill[hidden]") }

// MarshalJSON hides the code.
func (PayBill) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides the words.
func (OpenTrade) String() string { return "platform.OpenTrade[hidden]" }

// GoString hides the words.
func (OpenTrade) GoString() string { return "platform.OpenTrade[hidden]" }

// LogValue hides the words.
func (OpenTrade) LogValue() slog.Value { return slog.StringValue("platform.OpenTrade[hidden]") }

// MarshalJSON hides the words.
func (OpenTrade) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides the words.
func (OpenedTrade) String() string { return "platform.OpenedTrade[hidden]" }

// GoString hides the words.
func (OpenedTrade) GoString() string { return "platform.OpenedTrade[hidden]" }

// LogValue hides the words.
func (OpenedTrade) LogValue() slog.Value { return slog.StringValue("platform.OpenedTrade[hidden]") }

// MarshalJSON hides the words.
func (OpenedTrade) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides the address.
func (EndpointRequest) String() string { return "platform.EndpointRequest[hidden]" }

// GoString hides the address.
func (EndpointRequest) GoString() string { return "platform.EndpointRequest[hidden]" }

// LogValue hides the address.
func (EndpointRequest) LogValue() slog.Value {
	return slog.StringValue("platform.EndpointRequest[hidden]")
}

// MarshalJSON hides the address.
func (EndpointRequest) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides address and secret.
func (EndpointView) String() string { return "platform.EndpointView[hidden]" }

// GoString hides address and secret.
func (EndpointView) GoString() string { return "platform.EndpointView[hidden]" }

// LogValue hides address and secret.
func (EndpointView) LogValue() slog.Value { return slog.StringValue("platform.EndpointView[hidden]") }

// MarshalJSON hides address and secret.
func (EndpointView) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides address and key.
func (DueDelivery) String() string { return "platform.DueDelivery[hidden]" }

// GoString hides address and key.
func (DueDelivery) GoString() string { return "platform.DueDelivery[hidden]" }

// LogValue hides address and key.
func (DueDelivery) LogValue() slog.Value { return slog.StringValue("platform.DueDelivery[hidden]") }

// MarshalJSON hides address and key.
func (DueDelivery) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// String hides the value.
func (LookupRequest) String() string { return "platform.LookupRequest[hidden]" }

// GoString hides the value.
func (LookupRequest) GoString() string { return "platform.LookupRequest[hidden]" }

// LogValue hides the value.
func (LookupRequest) LogValue() slog.Value { return slog.StringValue("platform.LookupRequest[hidden]") }

// MarshalJSON hides the value.
func (LookupRequest) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }

// GoString hides the digits.
func (PaymentCode) GoString() string { return "platform.PaymentCode[hidden]" }

// LogValue hides the digits.
func (PaymentCode) LogValue() slog.Value { return slog.StringValue("platform.PaymentCode[hidden]") }

// MarshalJSON hides the digits.
func (PaymentCode) MarshalJSON() ([]byte, error) { return []byte(`"hidden"`), nil }
