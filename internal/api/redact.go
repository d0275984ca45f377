package api

import (
	"context"
	"log/slog"
)

// shown are the attributes whose values a line may hold. None of them ever has
// anything that a client chose, but for cause, which our own code writes.
var shown = map[string]bool{
	"method": true, "route": true, "status": true, "code": true, "duration": true, "request": true, "key": true, "cause": true,
	"listen": true, "dir": true, "sandbox": true, "version": true, "error": true,
	"staff": true, "sequence": true, "from": true, "to": true, "review": true, "refused": true, "anchor": true, // of alarms
	"role": true, "part": true, "held": true, "root": true, // of the root key: numbers and names, nothing of it
}

// Redact returns a handler that passes on what h may show: attributes of other
// names than this package's are hidden, so that a line written in haste shows
// no personal data and no secret.
func Redact(h slog.Handler) slog.Handler { return redactor{h} }

type redactor struct{ next slog.Handler }

// Enabled implements slog.Handler.
func (r redactor) Enabled(ctx context.Context, level slog.Level) bool {
	return r.next.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (r redactor) Handle(ctx context.Context, record slog.Record) error {
	clean := slog.NewRecord(record.Time, record.Level, record.Message, record.PC)
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(hide(a))
		return true
	})
	return r.next.Handle(ctx, clean)
}

// WithAttrs implements slog.Handler.
func (r redactor) WithAttrs(attrs []slog.Attr) slog.Handler {
	hidden := make([]slog.Attr, len(attrs))
	for i := range attrs {
		hidden[i] = hide(attrs[i])
	}
	return redactor{r.next.WithAttrs(hidden)}
}

// WithGroup implements slog.Handler.
func (r redactor) WithGroup(name string) slog.Handler { return redactor{r.next.WithGroup(name)} }

func hide(a slog.Attr) slog.Attr {
	if shown[a.Key] {
		return a
	}
	return slog.String(a.Key, "[hidden]")
}
