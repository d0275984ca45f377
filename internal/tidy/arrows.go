package tidy

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// imports holds a file's imports against the table.
func imports(s *source) []Finding {
	var findings []Finding
	if _, ok := row(s.dir()); !ok {
		findings = append(findings, s.at(s.syntax.Package, "package %s is not in the import table of internal/tidy", s.dir()))
	}
	for _, spec := range s.syntax.Imports {
		target, ours := strings.CutPrefix(importPath(spec), module)
		if !ours {
			continue
		}
		if text := arrow(s, target); text != "" {
			findings = append(findings, s.at(spec.Pos(), "%s", text))
		}
	}
	return findings
}

// arrow says what is wrong with an import of one of our packages, if anything.
func arrow(s *source, target string) string {
	switch {
	case suites[target] && !s.test() && target != s.dir():
		return "imports " + target + ", which is for tests alone"
	case s.test() && (suites[target] || reaches(s.dir(), target)):
		return ""
	case s.test():
		return "a test of " + s.dir() + " imports " + target + ", which does not stand below it"
	case !allows(s.dir(), target):
		return "imports " + target + ", which the import table does not allow " + s.dir()
	}
	return ""
}

// importPath returns the path of an import.
func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		panic("tidy: the parser let an import through that is no string: " + spec.Path.Value)
	}
	return p
}

// impure are packages that bring the world into a decision.
var impure = []string{
	"context", "crypto/rand", "database/sql", "io/ioutil", "log", "log/slog", "math/rand", "math/rand/v2", "net",
	"os", "os/exec", "os/signal", "runtime", "sync", "sync/atomic", "syscall", "testing", "unsafe",
}

// clocks are the functions of package time that read or wait for a clock.
var clocks = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}

// purity keeps clocks, randomness, goroutines and input and output out of domain
// packages, and the standard slog's older sister out of all.
func purity(s *source) []Finding {
	var findings []Finding
	for _, spec := range s.syntax.Imports {
		p := importPath(spec)
		switch {
		case p == "log":
			findings = append(findings, s.at(spec.Pos(), "imports log: write slog lines"))
		case domain(s.dir()) && !s.test() && !suites[s.dir()] && (slices.Contains(impure, p) || strings.HasPrefix(p, "net/")):
			findings = append(findings, s.at(spec.Pos(), "imports %s: a domain package decides from its arguments alone", p))
		}
	}
	if !domain(s.dir()) || s.test() || suites[s.dir()] {
		return findings
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if isPackage(n.X, "time") && slices.Contains(clocks, n.Sel.Name) {
				findings = append(findings, s.at(n.Pos(), "calls time.%s: business time arrives in the block", n.Sel.Name))
			}
		case *ast.GoStmt:
			findings = append(findings, s.at(n.Pos(), "starts a goroutine in a domain package"))
		}
		return true
	})
	return findings
}

// isPackage reports whether an expression is the bare name of a package.
func isPackage(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

// transports are the packages that know no machine: they ask the platform.
var transports = []string{"internal/api", "internal/alipay", "internal/console", "internal/webhook"}

// applies keeps transports from deciding behind the machine's back: they use
// the domains' types, never their Apply.
func applies(s *source) []Finding {
	at, _ := row(s.dir())
	if !slices.Contains(transports, at) {
		return nil
	}
	var findings []Finding
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if ok && strings.HasPrefix(sel.Sel.Name, "Apply") {
			findings = append(findings, s.at(sel.Pos(), "uses %s: transports call use-cases of internal/platform", sel.Sel.Name))
		}
		return true
	})
	return findings
}

// soleCaller is a function that one package may call, once.
type soleCaller struct{ pkg, name, caller string }

// sole lists them. A receipt is minted where a disclosure became durable: a
// second place could mint one for a disclosure that nobody recorded.
var sole = []soleCaller{
	{pkg: "internal/disclosure", name: "MintReceipt", caller: "internal/platform"},
}

// soleCallers finds calls of those functions from elsewhere, and second ones.
func soleCallers(code []*source) []Finding {
	var findings []Finding
	for _, rule := range sole {
		taken := false
		for _, s := range code {
			if s.test() || s.dir() == rule.pkg {
				continue
			}
			for _, call := range uses(s, rule) {
				if at, _ := row(s.dir()); at == rule.caller && !taken {
					taken = true
					continue
				}
				findings = append(findings, s.at(call.Pos(), "uses %s.%s, which only %s may, in one place",
					rule.pkg, rule.name, rule.caller))
			}
		}
	}
	return findings
}

// uses returns the places in a file that name a function of another package.
func uses(s *source, rule soleCaller) []*ast.SelectorExpr {
	local := ""
	for _, spec := range s.syntax.Imports {
		if importPath(spec) != module+rule.pkg {
			continue
		}
		local = rule.pkg[strings.LastIndex(rule.pkg, "/")+1:]
		if spec.Name != nil {
			local = spec.Name.Name
		}
	}
	var found []*ast.SelectorExpr
	if local == "" {
		return nil
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && isPackage(sel.X, local) && sel.Sel.Name == rule.name {
			found = append(found, sel)
		}
		return true
	})
	return found
}
