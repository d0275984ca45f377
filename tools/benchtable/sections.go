package main

// section is a table of results.
type section struct {
	title   string
	about   string   // what is measured, and on what
	cases   []string // whose lines it shows
	list    string   // the member of a line whose entries are the rows; "": a line is a row
	columns []string // members, in the order in which they are shown
}

// sections are all tables, in order.
var sections = []section{
	{
		title: "Payments",
		about: "Transfers between accounts, and trades that are made and paid into escrow by one command; in process and by HTTP.",
		cases: []string{"ledger", "trade", "http", "ledger_memory", "ledger_restart"},
		columns: []string{
			"case", "ops", "seconds", "ops_per_s", "p50_us", "p99_us", "p100_us",
			"batch", "clients", "accounts", "skew", "ids", "keyed", "rate", "bytes_per_account", "start_seconds",
			"cpu_seconds", "bytes_synced", "cores", "load", "go", "commit",
		},
	},
	{
		title: "The merchants' gateway",
		about: "Signed requests of protocol v1 over HTTP, from another process on the same cores: a third make a trade, a third pay it by\n" +
			"a payment code, a third ask for it. They were signed before the clock started, and every answer's signature was checked\n" +
			"after it stopped. rsa_us is one verification and one signature of 2,048 bits, timed alone on one core; rsa_share is what\n" +
			"they are of the server's CPU. Accounts are the payers' wallets.",
		cases: []string{"gateway"},
		columns: []string{
			"case", "ops", "seconds", "ops_per_s", "p50_us", "p99_us", "p100_us", "clients", "accounts", "rsa_us", "rsa_share",
			"cpu_seconds", "bytes_synced", "cores", "load", "go", "commit",
		},
	},
	{
		title: "Income of a fund",
		about: "The net income of days, one after the other, is distributed among a fund's holders while trades are made and paid\n" +
			"from wallets of others, at the stated rate and in the same process. Seconds are from before the command to the answer\n" +
			"to another that was given after the end: what ended the run was synced. The first day takes in holders that are all new;\n" +
			"seconds are those of the slowest after it. Each holder's share was computed again, and the sums agree to the cent. Memory is\n" +
			"the process's, which had only opened the folder before; bytes are those of all days.",
		cases: []string{"fund"},
		columns: []string{
			"ops", "days", "seconds", "ops_per_s", "first_seconds", "trades", "rate", "p50_us", "p99_us", "p100_us", "quiet_p99_us",
			"start_mib", "rest_mib", "peak_mib", "bytes_synced", "bytes_written", "fill_seconds", "start_seconds",
			"cpu_seconds", "cores", "load", "go", "commit",
		},
	},
	{
		title: "Reads",
		about: "A member of staff reads name, phone and address of a customer in clear, by a case of hers: decided and recorded,\n" +
			"synced, read back, opened. Accounts are the customers; by HTTP the load comes from another process on the same cores,\n" +
			"at the stated rate, and latency counts from when a request was to be sent.",
		cases: []string{"reveal", "reveal_http"},
		columns: []string{
			"case", "ops", "seconds", "ops_per_s", "p50_us", "p99_us", "p100_us", "clients", "accounts", "rate",
			"cpu_seconds", "bytes_synced", "cores", "load", "go", "commit",
		},
	},
	{
		title: "Imports",
		about: "A CSV of customers with all eight fields, then a year's access log of an older system. The bytes of a disclosure are\n" +
			"what the ledger with its state and the scope's index grew by on disk; the command log is apart.",
		cases: []string{"import"},
		columns: []string{
			"customers", "customers_seconds", "customers_per_s", "disclosures", "paths", "disclosures_seconds", "disclosures_per_s",
			"index_seconds", "bytes_per_disclosure", "ledger_bytes", "scope_bytes", "log_bytes",
			"cpu_seconds", "cores", "load", "go", "commit",
		},
	},
	{
		title: "Scope: the index",
		about: "The index of a ledger of a year, in which one service has half of the releases and staff share the rest by Zipf's law.",
		cases: []string{"scope"},
		columns: []string{
			"disclosures", "releases", "customers", "paths", "build_seconds", "open_us", "index_bytes", "bytes_per_release", "heap_bytes",
			"cores", "load", "go", "commit",
		},
	},
	{
		title:   "Scope: answers",
		about:   "The first time that anybody asked after the index was opened, and the median of five more times. Every answer was held\nagainst a look at every row.",
		cases:   []string{"scope"},
		list:    "answers",
		columns: []string{"query", "customers", "disclosures", "first_us", "median_us"},
	},
	{
		title: "Trace",
		about: "A dump against all paths: trace weighs the customers of a dump, 30,000,000 being registered; trace_whole goes from the\n" +
			"file to the recorded report.",
		cases: []string{"trace", "trace_whole"},
		columns: []string{
			"case", "rows", "matched", "paths", "customers", "disclosures", "seconds", "right", "cpu_seconds", "cores", "load", "go", "commit",
		},
	},
	{
		title: "Trace: how often it is right",
		about: "Dumps of simulated worlds of 20,000 customers and 120 paths, a fifth of their rows foreign, at alpha 1 %. Of a dump that\n" +
			"somebody took, a true path is named, a wrong one is, nobody is and a true path is among those that cannot be told\n" +
			"apart, or it is missed; of one that nobody took (none), naming anybody is wrong.",
		cases:   []string{"trace_quality"},
		columns: []string{"scenario", "team", "rows", "dumps", "named_right", "named_wrong", "undecided_with_true", "missed"},
	},
}
