package api

import (
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
)

// What the command line writes of funds as JSON and CSV is what this API answers:
// these return it. A shape is for encoding/json; rows begin with the columns' names.

// FundOrderShape is an order of units as POST /v1/funds/{id}/purchases answers it.
func FundOrderShape(o platform.FundOrder) any { return showOrder(o) }

// SweepShape is a standing instruction as GET /v1/wallets/{id}/sweep answers it.
func SweepShape(v platform.SweepView) any { return showSweep(v) }

// HoldingShape is a wallet's units as GET /v1/funds/{id}/holdings/{wallet} answers
// them.
func HoldingShape(v *platform.HoldingView) any { return showHolding(v) }

// HoldingStatementShape is a statement of units as GET
// /v1/funds/{id}/holdings/{wallet}/statement answers it.
func HoldingStatementShape(s *platform.HoldingStatement) any { return showUnits(s) }

// HoldingStatementRows are its lines as CSV.
func HoldingStatementRows(s *platform.HoldingStatement) [][]string {
	reply := showUnits(s)
	return reply.rows()
}

// FundReportShape is a fund's day as GET /v1/funds/{id}/report/{date} answers it.
func FundReportShape(id fund.ID, v *platform.FundReport) any { return showFundReport(id, v) }

// FundReportRows are the same as CSV.
func FundReportRows(id fund.ID, v *platform.FundReport) [][]string {
	reply := showFundReport(id, v)
	return reply.rows(v.Currency)
}

// FundIncomeShape is how far the distribution of a day's income is as GET
// /v1/funds/{id}/income/{date} answers it.
func FundIncomeShape(v platform.IncomeProgress) any { return showIncome(v) }
