package disclosure

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Path is a way by which data leaves. Its text is kind:name, such as staff:0042;
// one that an imported file speaks of is import:HASH:kind:name.
type Path struct {
	Kind   PathKind
	Name   string
	Import string // SHA-256 of the file in hex; "" a path of this installation
}

// PathNameMax is the longest name of a path in bytes.
const PathNameMax = 128

// ErrPath says that a text is not a path.
var ErrPath = errors.New("a path is kind:name, such as staff:0042, merchant:m17, service:risk or backup:2010-03")

// String returns the path's text.
func (p Path) String() string {
	text := p.Kind.String() + ":" + p.Name
	if p.Import != "" {
		return "import:" + p.Import + ":" + text
	}
	return text
}

// ParsePath reads what String wrote.
func ParsePath(text string) (Path, error) {
	var p Path
	if rest, ok := strings.CutPrefix(text, "import:"); ok {
		hash, path, found := strings.Cut(rest, ":")
		if !found || !pathName(hash) {
			return Path{}, ErrPath
		}
		p.Import, text = hash, path
	}
	kind, name, found := strings.Cut(text, ":")
	for k := PathStaff; k <= PathOperator; k++ {
		if k.String() == kind {
			p.Kind = k
		}
	}
	if !found || p.Kind == 0 || !pathName(name) {
		return Path{}, ErrPath
	}
	p.Name = name
	return p, nil
}

// pathName reports whether a text may stand in a path: it does not break a line,
// and everybody decodes it alike.
func pathName(text string) bool {
	bad := func(r rune) bool { return r <= ' ' || r == 0x7f }
	return text != "" && len(text) <= PathNameMax && utf8.ValidString(text) && !strings.ContainsFunc(text, bad)
}

// String returns the kind's name, as paths write it.
func (k PathKind) String() string {
	switch k {
	case PathStaff:
		return "staff"
	case PathMerchant:
		return "merchant"
	case PathService:
		return "service"
	case PathExport:
		return "export"
	case PathBackup:
		return "backup"
	case PathCustomer:
		return "customer"
	case PathOperator:
		return "operator"
	}
	return "unknown"
}
