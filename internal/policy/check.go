package policy

import (
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// What a text may speak of.
const (
	roleType         = cedar.EntityType("Role")
	actionType       = cedar.EntityType("Action")
	classType        = cedar.EntityType("Class")
	purposeAttribute = cedar.String("purpose")
)

// exists reports whether there is such a principal, level or class.
func exists(e cedar.EntityUID) bool {
	name := string(e.ID)
	switch e.Type {
	case roleType:
		_, ok := disclosure.ParsePrincipal(name)
		return ok
	case actionType:
		level, ok := disclosure.ParseLevel(name)
		return ok && level != disclosure.Ciphertext
	case classType:
		for c := range customer.Class(customer.ClassCount) {
			if c.String() == name {
				return true
			}
		}
	}
	return false
}

// check holds every name in a policy against what there is. A name of nothing is
// no error to Cedar: it is merely equal to nothing.
func check(policy *cedar.Policy) error {
	c := checker{line: policy.Position().Line}
	tree := (*ast.Policy)(policy.AST())
	c.scope(tree.Principal, roleType)
	c.scope(tree.Action, actionType)
	c.scope(tree.Resource, classType)
	for _, condition := range tree.Conditions {
		ast.Inspect(ast.NewNode(condition.Body), c.node)
	}
	return c.err
}

// checker keeps the first fault of a policy.
type checker struct {
	line int
	err  error
}

func (c *checker) fault(format string, args ...any) {
	if c.err == nil {
		c.err = invalid("line %d: "+format, append([]any{c.line}, args...)...)
	}
}

// scope checks what the head of a policy says of the principal, action or
// resource, which is of the kind.
func (c *checker) scope(node ast.IsScopeNode, kind cedar.EntityType) {
	switch n := node.(type) {
	case ast.ScopeTypeAll:
	case ast.ScopeTypeEq:
		c.entity(n.Entity, kind)
	case ast.ScopeTypeIn:
		c.entity(n.Entity, kind)
	case ast.ScopeTypeInSet:
		for _, e := range n.Entities {
			c.entity(e, kind)
		}
	case ast.ScopeTypeIs:
		c.kind(n.Type, kind)
	case ast.ScopeTypeIsIn:
		c.kind(n.Type, kind)
		c.entity(n.Entity, kind)
	}
}

func (c *checker) entity(e cedar.EntityUID, kind cedar.EntityType) {
	if e.Type != kind || !exists(e) {
		c.fault("there is no %s here", e)
	}
}

func (c *checker) kind(got cedar.EntityType, kinds ...cedar.EntityType) {
	for _, kind := range kinds {
		if got == kind {
			return
		}
	}
	c.fault("there are no entities %s here", got)
}

// node checks a node of a condition.
func (c *checker) node(node ast.IsNode) bool {
	switch n := node.(type) {
	case ast.NodeValue:
		c.value(n.Value)
	case ast.NodeTypeAccess:
		c.attribute(n.Value)
	case ast.NodeTypeHas:
		c.attribute(n.Value)
	case ast.NodeTypeIs:
		c.kind(n.EntityType, roleType, actionType, classType)
	case ast.NodeTypeIsIn:
		c.kind(n.EntityType, roleType, actionType, classType)
	}
	return c.err == nil
}

// value checks a literal. The only text that there is to compare with is the
// purpose.
func (c *checker) value(v cedar.Value) {
	switch v := v.(type) {
	case cedar.EntityUID:
		if !exists(v) {
			c.fault("there is no %s", v)
		}
	case cedar.String:
		if _, ok := disclosure.ParsePurpose(string(v)); !ok {
			c.fault("there is no purpose %q", string(v))
		}
	}
}

func (c *checker) attribute(name cedar.String) {
	if name != purposeAttribute {
		c.fault("there is no attribute %q", string(name))
	}
}

// nesting returns how many brackets are open at once at most, outside of strings
// and comments. Cedar's parser calls itself for each.
func nesting(text string) (most int) {
	open := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			open++
			most = max(most, open)
		case ')', ']', '}':
			open--
		case '"':
			i += quoted(text[i:])
		case '/':
			if comment, _, _ := strings.Cut(text[i:], "\n"); strings.HasPrefix(comment, "//") {
				i += len(comment)
			}
		}
	}
	return most
}

// quoted returns where the string that text begins with ends.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text)
}
