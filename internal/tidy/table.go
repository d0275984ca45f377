package tidy

import "strings"

// module is the prefix of our own packages' import paths.
const module = "github.com/candorpay/candor/"

// anything, in a row, allows every package of ours.
const anything = "*"

// moneySide and customerSide are what the two machines compose. The side that
// moves money knows no names, and the side that knows names moves no money.
const (
	moneySide = "money internal/errkind internal/ledger internal/merchant internal/trade internal/wallet" +
		" internal/payout internal/settlement internal/remit internal/delivery internal/preauth internal/fund"
	customerSide = "proof internal/errkind internal/customer internal/staff internal/cases internal/approval" +
		" internal/disclosure internal/leak"
	// edge is what a transport may import: use-cases, callers, and the domains
	// for their types. Never a machine, the command log, the store or a key.
	edge = moneySide + " " + customerSide + " internal/phish internal/auth internal/platform"
)

// table is the import table of ARCHITECTURE.md: which of our packages each may
// import. Some are not written yet; they are here so that their first import is
// already decided. Packages of one row may import each other. Adding an arrow is
// a decision, which its commit states.
var table = map[string]string{
	"money":            "",
	"proof":            "",
	"internal/errkind": "",

	"internal/ledger":   "money internal/errkind",
	"internal/merchant": "money internal/errkind internal/ledger",
	"internal/trade":    "money internal/errkind internal/ledger",
	"internal/wallet":   "money internal/errkind internal/ledger",
	"internal/payout":   "money internal/errkind internal/ledger",
	"internal/preauth":  "money internal/errkind internal/ledger",
	"internal/remit":    "money internal/errkind internal/ledger",
	"internal/delivery": "money internal/errkind internal/ledger",
	"internal/fund":     "money internal/errkind internal/ledger",

	"internal/settlement": "money internal/errkind internal/ledger",

	"internal/customer":   "internal/errkind",
	"internal/staff":      "internal/errkind",
	"internal/cases":      "internal/errkind internal/customer internal/staff",
	"internal/approval":   "internal/errkind internal/staff",
	"internal/disclosure": "internal/errkind proof internal/customer internal/staff internal/cases internal/approval",
	"internal/leak":       "internal/errkind proof internal/customer internal/disclosure",
	// The index keeps files and uses every core, which a domain package may not.
	"internal/leak/index": "internal/errkind internal/customer internal/disclosure internal/leak",

	"internal/cmdlog":            "internal/errkind",
	"internal/store":             "internal/errkind",
	"internal/machine":           "internal/errkind internal/cmdlog internal/store",
	"internal/machine/payments":  "internal/machine internal/cmdlog internal/store " + moneySide,
	"internal/machine/customers": "internal/machine internal/cmdlog internal/store " + customerSide,

	"internal/seal": "internal/errkind internal/customer internal/disclosure",
	// The gateway's own keys are nobody's personal data, and sign what a transport
	// says: so the one that speaks the gateway's wire may import them.
	"internal/pki": "internal/errkind",
	// What calls libraries whose next version could decide otherwise runs before
	// a command is made, and no machine can import it.
	"internal/customer/normal": "internal/errkind internal/customer",
	"internal/policy":          "internal/errkind internal/customer internal/staff internal/disclosure",
	"internal/intake":          "internal/errkind internal/customer internal/customer/normal internal/disclosure",
	// Its verdicts follow the tables of libraries, so that no machine can import it.
	"internal/phish": "internal/errkind",
	"internal/auth":  "internal/errkind internal/phish",
	"internal/platform": "internal/machine internal/machine/payments internal/machine/customers internal/cmdlog" +
		" internal/store internal/seal internal/leak/index internal/customer/normal internal/policy internal/intake" +
		" internal/phish internal/auth internal/pki internal/journal internal/audit " + moneySide + " " + customerSide,

	"internal/qr":      "",
	"internal/chart":   "",
	"internal/api":     edge + " internal/qr",
	"internal/cashier": edge + " internal/qr",
	"internal/alipay":  edge + " internal/pki internal/alipay/bill",
	"internal/console": edge,
	// The pages of funds: what anybody may see of them, and their reports.
	"internal/factsheet": edge + " internal/chart",
	"internal/webhook":   edge,
	// Files of rows in their own currency's smallest unit, whoever counts them.
	"internal/alipay/bill": "",

	"internal/journal": "money internal/errkind internal/ledger",
	// Replay drives a desk that it describes itself; the platform is handed to it.
	"internal/replay": "money internal/errkind internal/ledger internal/trade",
	// A history is replayed by a fund's own arithmetic, without a platform.
	"internal/replay/history": "money internal/fund",
	// World writes order files, and so has their format from replay.
	"internal/world": "money internal/replay internal/customer internal/disclosure internal/staff",
	// The auditor shares no code with what it audits: it reads the command log's
	// blocks and decodes the commands in them by itself.
	"internal/audit": "money internal/errkind internal/cmdlog",
	"client":         "money proof",

	"internal/bench": anything,
	"internal/sim":   anything,
	"internal/tidy":  "",
	"tools":          "",
	"cmd":            anything,
}

// suites are packages for tests alone; any test may import one, no other code.
var suites = map[string]bool{
	"internal/cmdlog/cmdlogtest": true,
	"internal/ledger/ledgertest": true,
	"internal/alipay/alipaytest": true,
}

// domains are the packages that decide purely: same state and command, same
// answer, for ever.
var domains = []string{
	"money", "internal/ledger", "internal/merchant", "internal/trade", "internal/wallet", "internal/payout", "internal/remit",
	"internal/settlement", "internal/delivery", "internal/preauth", "internal/fund",
	"internal/customer", "internal/staff", "internal/cases", "internal/approval", "internal/disclosure",
	"internal/leak",
	"internal/phish", "internal/machine/payments", "internal/machine/customers",
}

// row returns the row of the table that covers a package: its own, or that of
// the nearest package above it.
func row(pkg string) (string, bool) {
	for {
		if _, ok := table[pkg]; ok {
			return pkg, true
		}
		cut := strings.LastIndex(pkg, "/")
		if cut < 0 {
			return "", false
		}
		pkg = pkg[:cut]
	}
}

// allows reports whether code in the package may import target.
func allows(pkg, target string) bool {
	from, _ := row(pkg)
	to, ok := row(target)
	if !ok {
		return false
	}
	return from == to || holds(table[from], to)
}

// reaches reports whether the package may import target, itself or through
// others. Tests may build what stands below their package.
func reaches(pkg, target string) bool {
	from, _ := row(pkg)
	to, ok := row(target)
	if !ok {
		return false
	}
	seen := map[string]bool{}
	var visit func(string) bool
	visit = func(at string) bool {
		if at == to || holds(table[at], to) {
			return true
		}
		seen[at] = true
		for next := range strings.FieldsSeq(table[at]) {
			if !seen[next] && visit(next) {
				return true
			}
		}
		return false
	}
	return visit(from)
}

// holds reports whether a row's cell names the target's row.
func holds(cell, to string) bool {
	for name := range strings.FieldsSeq(cell) {
		if name == anything || name == to {
			return true
		}
	}
	return false
}

// domain reports whether the package is, or is below, a domain package.
func domain(pkg string) bool {
	at, _ := row(pkg)
	for _, d := range domains {
		if at == d {
			return true
		}
	}
	return false
}
