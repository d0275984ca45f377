package tidy

import (
	"bytes"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// banned are words that no committed file holds. The patterns are written so
// that they do not find themselves.
var banned = []struct {
	word *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`\b(TO[D]O|FIX[M]E)\b`), "a thing left for later: do it, or say why it is not done"},
	{regexp.MustCompile(`(^|[\s"'=(:\x60])/(wor[k]|tm[p]|roo[t]|hom[e])/`), "a path of one machine: use a temporary folder or a variable"},
	{regexp.MustCompile(`//nolin[t]\b|//lint:ignor[e] \S+\s*$`), "a silenced linter: mend it, or say why beside it"},
	{regexp.MustCompile(`panic\("not implemente[d]`), "a stub"},
}

// words finds banned words, in code and documents alike.
func words(s *source) []Finding {
	var findings []Finding
	for i, line := range bytes.Split(s.text, []byte("\n")) {
		for _, b := range banned {
			if found := b.word.Find(line); found != nil {
				word := strings.TrimLeft(string(found), " \t\"'=(:`")
				findings = append(findings, Finding{s.name, i + 1, "has " + word + ": " + b.text})
			}
		}
	}
	return findings
}

// vague are package names that say nothing about what is inside.
var vague = []string{
	"base", "common", "helper", "helpers", "log", "logger", "misc", "model", "models", "service", "services", "shared",
	"types", "util", "utils",
}

// names finds names that the glossary bans. A log alone is none of ours: there
// is the command log, and cmdlog.Log reads as that; there is a slog line.
func names(s *source) []Finding {
	var findings []Finding
	name := s.syntax.Name
	if bare := strings.TrimSuffix(name.Name, "_test"); slices.Contains(vague, bare) {
		findings = append(findings, s.at(name.Pos(), "package %s: a package is a noun of the domain", bare))
	}
	at, _ := row(s.dir())
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if ok && strings.EqualFold(spec.Name.Name, "log") && at != "internal/cmdlog" {
			findings = append(findings, s.at(spec.Pos(), "type %s: say which, command log or another", spec.Name.Name))
		}
		return true
	})
	return findings
}

// waits finds tests that wait for wall time or are skipped in silence.
func waits(s *source) []Finding {
	if !s.test() && !suites[s.dir()] {
		return nil
	}
	var findings []Finding
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		switch {
		case !ok:
		case isPackage(sel.X, "time") && sel.Sel.Name == "Sleep":
			findings = append(findings, s.at(call.Pos(), "calls time.Sleep in a test: use testing/synctest, a gate or a poll"))
		case sel.Sel.Name == "SkipNow", sel.Sel.Name == "Skip" && isTest(sel.X) && len(call.Args) == 0:
			findings = append(findings, s.at(call.Pos(), "skips a test without a reason beside it"))
		}
		return true
	})
	return findings
}

// isTest reports whether an expression has the name that tests give themselves.
func isTest(x ast.Expr) bool {
	return isPackage(x, "t") || isPackage(x, "b") || isPackage(x, "f") || isPackage(x, "tb")
}

// moneyPackages are where no float may come near.
var moneyPackages = []string{
	"money", "internal/ledger", "internal/trade", "internal/wallet", "internal/payout", "internal/settlement", "internal/merchant",
	"internal/preauth", "internal/remit", "internal/delivery", "internal/fund", "internal/machine/payments", "internal/audit",
	"internal/replay", "internal/replay/history", "internal/journal", "internal/alipay/bill",
}

// floaters are the ways to make a float without naming its type.
var floaters = []string{"ParseFloat", "FormatFloat", "AppendFloat", "NewFloat", "Float", "Float64", "Float32"}

// floats finds floating point in packages that handle money, tests included.
// Literals such as 1e9 are let through, for constants of integers are written
// so, and what a benchmark hands to ReportMetric, which takes nothing else.
func floats(s *source) []Finding {
	if at, _ := row(s.dir()); !slices.Contains(moneyPackages, at) {
		return nil
	}
	var findings []Finding
	add := func(n ast.Node, what string) {
		findings = append(findings, s.at(n.Pos(), "has %s: no floats near money", what))
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			return !ok || sel.Sel.Name != "ReportMetric"
		case *ast.Ident:
			if n.Name == "float64" || n.Name == "float32" {
				add(n, n.Name)
			}
		case *ast.SelectorExpr:
			if slices.Contains(floaters, n.Sel.Name) {
				add(n, n.Sel.Name)
			}
		case *ast.BasicLit:
			if n.Kind == token.FLOAT && strings.Contains(n.Value, ".") {
				add(n, n.Value)
			}
		}
		return true
	})
	return findings
}
