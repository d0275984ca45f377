// Package policy turns a policy written in Cedar into the table by which the
// machine decides reads.
//
// What it promises: a text is evaluated once, for every principal, purpose,
// class and level, before it becomes a command; the machine never calls Cedar. A
// text is refused as a whole when one evaluation fails (Cedar would skip a forbid
// that fails, and so permit), when it names what does not exist, or when one of
// its policies applies to nothing: a misspelt forbid would forbid nothing and
// tell nobody.
//
// Vocabulary: a principal is Role::"support", an action is the level
// Action::"clear", a resource is a class of fields Class::"contact", and the
// context is the purpose alone.
//
//	permit (principal == Role::"support", action == Action::"masked", resource)
//	when { context.purpose == "dispute" };
package policy

import (
	"crypto/sha256"
	_ "embed"
	"maps"
	"slices"

	"github.com/cedar-policy/cedar-go"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
)

//go:embed default.cedar
var defaultText string

// Default returns the text of the policy that a new folder begins with.
func Default() string { return defaultText }

// Limits on a text.
const (
	TextMax    = 64 << 10 // bytes
	nestingMax = 64       // brackets open at once
)

// levels are those that a policy speaks of: a backup is not read by anybody.
var levels = []disclosure.Level{disclosure.Matched, disclosure.Masked, disclosure.Clear, disclosure.Exported}

// Compile evaluates a text and returns its table and the SHA-256 of the text. The
// error is an *errkind.Error{Invalid, "invalid_policy"} that says where and why.
func Compile(text string) (disclosure.Table, [32]byte, error) {
	p, err := parse(text)
	if err != nil {
		return disclosure.Table{}, [32]byte{}, err
	}
	table, err := p.evaluate()
	if err != nil {
		return disclosure.Table{}, [32]byte{}, err
	}
	return table, sha256.Sum256([]byte(text)), nil
}

// program is a text as Cedar read it.
type program struct {
	policies *cedar.PolicySet
	permits  cedar.PolicyMap
	applied  map[cedar.PolicyID]bool
}

func parse(text string) (*program, error) {
	if len(text) > TextMax {
		return nil, invalid("a policy has %d bytes at most", TextMax)
	}
	if nesting(text) > nestingMax {
		return nil, invalid("a policy opens %d brackets at once at most", nestingMax)
	}
	policies, err := cedar.NewPolicySetFromBytes("", []byte(text))
	if err != nil {
		return nil, invalid("%s", err.Error())
	}
	p := &program{policies, maps.Collect(policies.All()), map[cedar.PolicyID]bool{}}
	if len(p.permits) == 0 {
		return nil, invalid("a policy that lets nobody read anything says so: forbid (principal, action, resource);")
	}
	for _, policy := range p.inOrder() {
		if err := check(policy); err != nil {
			return nil, err
		}
	}
	maps.DeleteFunc(p.permits, func(_ cedar.PolicyID, policy *cedar.Policy) bool { return policy.Effect() != cedar.Permit })
	return p, nil
}

// inOrder returns the policies as they stand in the text.
func (p *program) inOrder() []*cedar.Policy {
	var list []*cedar.Policy
	for _, policy := range p.policies.All() {
		list = append(list, policy)
	}
	slices.SortFunc(list, func(a, b *cedar.Policy) int { return a.Position().Offset - b.Position().Offset })
	return list
}

// evaluate asks Cedar about everything that there is.
func (p *program) evaluate() (disclosure.Table, error) {
	var table disclosure.Table
	for who := range disclosure.Principal(disclosure.PrincipalCount) {
		if !who.Known() {
			continue
		}
		for purpose := range disclosure.Purpose(disclosure.PurposeCount) {
			if err := p.evaluatePurpose(&table, who, purpose); err != nil {
				return disclosure.Table{}, err
			}
		}
	}
	for id, policy := range p.policies.All() {
		if !p.applied[id] {
			return disclosure.Table{}, p.idle(policy)
		}
	}
	return table, nil
}

// evaluatePurpose fills in one cell of the table.
func (p *program) evaluatePurpose(table *disclosure.Table, who disclosure.Principal, purpose disclosure.Purpose) error {
	context := cedar.NewRecord(cedar.RecordMap{purposeAttribute: cedar.String(purpose.String())})
	for _, level := range levels {
		if who == disclosure.AsCustomer && level != disclosure.Masked && level != disclosure.Clear {
			continue // no text lets her look others up: she has no budget for it
		}
		for class := range customer.Class(customer.ClassCount) {
			allowed, err := p.allows(cedar.Request{
				Principal: cedar.NewEntityUID(roleType, cedar.String(who.String())),
				Action:    cedar.NewEntityUID(actionType, cedar.String(level.String())),
				Resource:  cedar.NewEntityUID(classType, cedar.String(class.String())),
				Context:   context,
			})
			if err != nil {
				return err
			}
			if allowed {
				table.Allow(who, purpose, level, class)
			}
		}
	}
	return nil
}

// allows asks Cedar once and marks which policies applied. Permits are asked by
// themselves where a forbid decided, as Cedar then says nothing of them.
func (p *program) allows(r cedar.Request) (bool, error) {
	decision, diagnostic := cedar.Authorize(p.policies, nil, r)
	if err := failed(diagnostic, r); err != nil {
		return false, err
	}
	p.mark(diagnostic)
	if decision == cedar.Deny && len(diagnostic.Reasons) > 0 {
		_, diagnostic = cedar.Authorize(p.permits, nil, r)
		p.mark(diagnostic)
	}
	return decision == cedar.Allow, nil
}

func (p *program) mark(d cedar.Diagnostic) {
	for _, reason := range d.Reasons {
		p.applied[reason.PolicyID] = true
	}
}

// failed returns the first error of an evaluation, by its place in the text.
func failed(d cedar.Diagnostic, r cedar.Request) error {
	if len(d.Errors) == 0 {
		return nil
	}
	first := slices.MinFunc(d.Errors, func(a, b cedar.DiagnosticError) int { return a.Position.Offset - b.Position.Offset })
	purpose, _ := r.Context.Get(purposeAttribute)
	return invalid("line %d: fails for %s, %s, %s, purpose %s: %s", first.Position.Line, r.Principal, r.Action, r.Resource,
		purpose, first.Message)
}

// idle says which policy applied to nothing: of several, the first in the text.
func (p *program) idle(some *cedar.Policy) error {
	line := some.Position().Line
	for id, policy := range p.policies.All() {
		if !p.applied[id] {
			line = min(line, policy.Position().Line)
		}
	}
	return invalid("line %d: this policy applies to nothing", line)
}

func invalid(format string, args ...any) error {
	return errkind.New(errkind.Invalid, "invalid_policy", format, args...)
}
