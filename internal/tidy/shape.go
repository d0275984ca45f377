package tidy

import (
	"go/ast"
	"go/token"
	"strings"
)

// Limits on the shape of code. Generated files have none.
const (
	linesPerFunction    = 70  // from func to the closing brace
	linesPerFile        = 500 // typical is 300
	parametersMax       = 5   // without the receiver
	methodsMax          = 7   // of an interface; 1 to 4 is typical
	packageCommentLines = 3
)

// lengths finds functions, parameter lists, interfaces and files over their
// limits.
func lengths(s *source) []Finding {
	var findings []Finding
	if n := s.lines(); n > linesPerFile {
		findings = append(findings, Finding{s.name, linesPerFile + 1, "the file goes on beyond 500 lines: is it two things in one?"})
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if lines := s.line(n.End()) - s.line(n.Pos()) + 1; lines > linesPerFunction {
				findings = append(findings, s.at(n.Pos(), "%s has %d lines, more than %d", n.Name.Name, lines, linesPerFunction))
			}
		case *ast.FuncType:
			if count := n.Params.NumFields(); count > parametersMax {
				findings = append(findings, s.at(n.Pos(), "a function with %d parameters, more than %d", count, parametersMax))
			}
		case *ast.InterfaceType:
			if count := n.Methods.NumFields(); count > methodsMax {
				findings = append(findings, s.at(n.Pos(), "an interface with %d methods, more than %d", count, methodsMax))
			}
		}
		return true
	})
	return findings
}

// comments finds exported names without a doc comment that begins with them.
func comments(s *source) []Finding {
	if s.test() {
		return nil
	}
	var findings []Finding
	for _, decl := range s.syntax.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && exportedReceiver(d) && !beginsWith(d.Doc, d.Name.Name) {
				findings = append(findings, s.at(d.Pos(), "%s needs a doc comment that begins with its name", d.Name.Name))
			}
		case *ast.GenDecl:
			findings = append(findings, undocumented(s, d)...)
		}
	}
	return findings
}

// exportedReceiver reports whether a function is none's or an exported type's
// method.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// undocumented finds exported types, constants and variables of a declaration
// that say nothing. Names of a group may share its comment or have one beside.
func undocumented(s *source, d *ast.GenDecl) []Finding {
	var findings []Finding
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if !d.Lparen.IsValid() {
				doc = d.Doc
			}
			if spec.Name.IsExported() && !beginsWith(doc, spec.Name.Name) {
				findings = append(findings, s.at(spec.Pos(), "%s needs a doc comment that begins with its name", spec.Name.Name))
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && !documented(d, spec, name.Name) {
					findings = append(findings, s.at(name.Pos(), "%s needs a doc comment", name.Name))
				}
			}
		}
	}
	return findings
}

// documented reports whether a constant or variable is: on its own by a comment
// that begins with its name, in a group by any.
func documented(d *ast.GenDecl, spec *ast.ValueSpec, name string) bool {
	if !d.Lparen.IsValid() {
		return beginsWith(d.Doc, name)
	}
	return d.Doc != nil || spec.Doc != nil || spec.Comment != nil
}

// beginsWith reports whether a comment's first word is the name.
func beginsWith(doc *ast.CommentGroup, name string) bool {
	if doc == nil {
		return false
	}
	rest, ok := strings.CutPrefix(doc.Text(), name)
	return ok && (rest == "" || !token.IsIdentifier("x"+rest[:1]))
}

// packageComments finds packages that do not say what they promise.
func packageComments(code []*source) []Finding {
	first, longest := map[string]*source{}, map[string]int{}
	var order []string
	for _, s := range code {
		if s.test() {
			continue
		}
		if first[s.dir()] == nil {
			first[s.dir()] = s
			order = append(order, s.dir())
		}
		if s.syntax.Doc != nil {
			longest[s.dir()] = max(longest[s.dir()], strings.Count(s.syntax.Doc.Text(), "\n"))
		}
	}
	var findings []Finding
	for _, dir := range order {
		if longest[dir] < packageCommentLines {
			findings = append(findings, first[dir].at(first[dir].syntax.Package,
				"package %s needs a comment of what it promises, its vocabulary and an example", dir))
		}
	}
	return findings
}
