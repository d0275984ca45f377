package ledger

import "encoding/binary"

// Account codes: the chart of accounts, as Account.Code. Numbers are on disk
// and in exports: never reorder or reuse. Asset accounts are debited when
// Candor receives money; everything that it owes others is a liability.
const (
	AccountClearing uint16 = 100 // asset: money with banks and card networks; one per instrument and currency
	AccountCustody  uint16 = 110 // asset: a fund's money with its custodian; one per fund
	AccountWallet   uint16 = 200 // liability: a customer's balance
	AccountBalance  uint16 = 210 // liability: a merchant's balance, free to pay out
	AccountEscrow   uint16 = 220 // liability: paid for a merchant's trades, neither the buyer's nor the merchant's
	AccountHold     uint16 = 225 // liability: a customer's balance frozen for a merchant; one per pre-authorisation
	AccountReserve  uint16 = 230 // liability: a merchant's money held back against refunds
	AccountPayout   uint16 = 240 // liability: a merchant's money on its way to a bank
	AccountFund     uint16 = 250 // liability: a fund's units at net asset value 1.00; whose they are its register says

	AccountFundBought   uint16 = 251 // liability: paid for units that are not confirmed yet
	AccountFundRedeemed uint16 = 252 // liability: redeemed units whose money is on its way to the holders
	AccountFundAdvance  uint16 = 253 // liability: what a bank has advanced for units redeemed at once
	AccountFundIncome   uint16 = 254 // liability: net income that is not distributed; below zero, a loss that is carried
	AccountFundPayment  uint16 = 255 // liability: between units and the trades that they pay; zero after every command

	AccountFees     uint16 = 300 // income: fees earned; one per currency
	AccountRounding uint16 = 310 // income: what rounding leaves; one per currency
	AccountLoss     uint16 = 400 // expense: charge-backs that no merchant could cover; one per currency
)

// Transfer codes: why money moved, as Transfer.Code. Numbers are on disk and in
// exports: never reorder or reuse.
const (
	TransferTopUp            uint16 = 1  // clearing to wallet
	TransferWithdrawal       uint16 = 2  // wallet to clearing
	TransferWallet           uint16 = 3  // wallet to wallet
	TransferFunding          uint16 = 10 // wallet or clearing to a merchant's escrow
	TransferRelease          uint16 = 11 // escrow to a merchant's balance
	TransferFee              uint16 = 12 // a merchant's balance to fees
	TransferFeeBack          uint16 = 13 // fees to a merchant's balance
	TransferSplit            uint16 = 14 // a merchant's balance to another's, or to a wallet, of what a trade released
	TransferRemittance       uint16 = 15 // a merchant's balance to a wallet or to another merchant's balance
	TransferRefundEscrow     uint16 = 20 // escrow back to the funding
	TransferRefundBalance    uint16 = 21 // a merchant's balance back to the funding
	TransferRefundReserve    uint16 = 22 // a merchant's reserve back to the funding
	TransferChargeBackEscrow uint16 = 30 // escrow to clearing
	TransferChargeBack       uint16 = 31 // a merchant's balance to clearing
	TransferChargeBackLoss   uint16 = 32 // loss to clearing
	TransferReserve          uint16 = 40 // a merchant's balance to its reserve
	TransferReserveBack      uint16 = 41 // reserve to balance
	TransferPayout           uint16 = 50 // a merchant's balance to payouts in flight
	TransferPayoutSettled    uint16 = 51 // payouts in flight to clearing
	TransferPayoutReturned   uint16 = 52 // payouts in flight, or clearing, back to the balance
	TransferSubscription     uint16 = 60 // wallet, or a refund, to bought
	TransferRedemption       uint16 = 61 // fund units to redeemed, or to the wallet at once
	TransferIncome           uint16 = 62 // a fund's undistributed income to its units; back for a loss
	TransferNetIncome        uint16 = 63 // custody to undistributed income; back for a loss
	TransferConfirmation     uint16 = 64 // bought to fund units
	TransferFundCash         uint16 = 65 // custody to or from clearing: purchases and redemptions settle
	TransferAdvance          uint16 = 66 // clearing to a bank's advance
	TransferAdvanceRepaid    uint16 = 67 // a bank's advance to custody
	TransferRedemptionPaid   uint16 = 68 // redeemed to wallet
	TransferFundPayment      uint16 = 69 // fund units to the payment of a trade
	TransferFreeze           uint16 = 70 // wallet to a pre-authorisation's hold
	TransferUnfreeze         uint16 = 71 // a hold back to the wallet
	TransferHoldPaid         uint16 = 72 // a hold back to the wallet, which pays a trade with it
	TransferOpening          uint16 = 90 // balances brought over from another system
	TransferAdjustment       uint16 = 91 // an operator's correction
)

// AccountCodeName returns the snake_case name of an account code, as used in
// exports, and "other" for a code that is not in the chart.
func AccountCodeName(code uint16) string {
	switch code {
	case AccountClearing:
		return "clearing"
	case AccountCustody:
		return "custody"
	case AccountWallet:
		return "wallet"
	case AccountBalance:
		return "balance"
	case AccountEscrow:
		return "escrow"
	case AccountHold:
		return "hold"
	case AccountReserve:
		return "reserve"
	case AccountPayout:
		return "payout"
	case AccountFund:
		return "fund"
	case AccountFundBought:
		return "fund_bought"
	case AccountFundRedeemed:
		return "fund_redeemed"
	case AccountFundAdvance:
		return "fund_advance"
	case AccountFundIncome:
		return "fund_income"
	case AccountFundPayment:
		return "fund_payment"
	case AccountFees:
		return "fees"
	case AccountRounding:
		return "rounding"
	case AccountLoss:
		return "loss"
	}
	return "other"
}

// TransferCodeName returns the snake_case name of a transfer code, as used in
// exports and statements, and "other" for a code that is not in the chart.
func TransferCodeName(code uint16) string {
	if int(code) < len(transferCodeNames) && transferCodeNames[code] != "" {
		return transferCodeNames[code]
	}
	return "other"
}

var transferCodeNames = [...]string{
	TransferTopUp:            "top_up",
	TransferWithdrawal:       "withdrawal",
	TransferWallet:           "wallet_transfer",
	TransferFunding:          "funding",
	TransferRelease:          "release",
	TransferFee:              "fee",
	TransferFeeBack:          "fee_back",
	TransferSplit:            "split",
	TransferRemittance:       "remittance",
	TransferRefundEscrow:     "refund_from_escrow",
	TransferRefundBalance:    "refund_from_balance",
	TransferRefundReserve:    "refund_from_reserve",
	TransferChargeBackEscrow: "charge_back_from_escrow",
	TransferChargeBack:       "charge_back",
	TransferChargeBackLoss:   "charge_back_loss",
	TransferReserve:          "reserve",
	TransferReserveBack:      "reserve_back",
	TransferPayout:           "payout",
	TransferPayoutSettled:    "payout_settled",
	TransferPayoutReturned:   "payout_returned",
	TransferSubscription:     "subscription",
	TransferRedemption:       "redemption",
	TransferIncome:           "income",
	TransferNetIncome:        "net_income",
	TransferConfirmation:     "confirmation",
	TransferFundCash:         "fund_cash",
	TransferAdvance:          "advance",
	TransferAdvanceRepaid:    "advance_repaid",
	TransferRedemptionPaid:   "redemption_paid",
	TransferFundPayment:      "fund_payment",
	TransferFreeze:           "freeze",
	TransferUnfreeze:         "unfreeze",
	TransferHoldPaid:         "hold_paid",
	TransferOpening:          "opening",
	TransferAdjustment:       "adjustment",
}

// ChartFlags returns the rules that accounts of a code have in Candor: what is
// owed to somebody cannot be overdrawn and keeps its running balances; the
// house's own accounts are free to go either way.
func ChartFlags(code uint16) AccountFlags {
	switch code {
	case AccountWallet, AccountBalance, AccountEscrow, AccountHold, AccountReserve, AccountPayout,
		AccountFund, AccountFundBought, AccountFundRedeemed, AccountFundAdvance, AccountFundPayment:
		return DebitsMustNotExceedCredits | History
	}
	return 0
}

// Role tells the ledger accounts of one object apart. Numbers are in ids on
// disk: never reorder or reuse.
type Role uint8

// Roles of an object's accounts. A wallet and a pre-authorisation have one
// account, a merchant four, a fund seven.
const (
	WalletRole  Role = 1
	HoldRole    Role = 1
	BalanceRole Role = 1
	EscrowRole  Role = 2
	ReserveRole Role = 3
	PayoutRole  Role = 4
	FundRole    Role = 5

	FundBoughtRole   Role = 6
	FundRedeemedRole Role = 7
	FundAdvanceRole  Role = 8
	CustodyRole      Role = 9
	FundIncomeRole   Role = 10
	FundPaymentRole  Role = 11
)

// roleMask covers the bits of an id's last byte that hold a role.
const roleMask = 0x0f

// AccountID returns the id of an object's account in a role. The object's id
// has its low four bits zero, so that no two objects share an account.
func AccountID(object ID, role Role) ID {
	object[15] = object[15]&^roleMask | byte(role)&roleMask
	return object
}

// RoleOf returns the role that an object's account id holds.
func RoleOf(id ID) Role { return Role(id[15] & roleMask) }

// House returns the id of an account of the house itself: nine zero bytes,
// part, the account code and the currency's ISO 4217 number, big-endian. Part
// tells instruments apart where there is one account each, else it is 0.
func House(code uint16, currency uint32, part uint8) ID {
	var id ID
	id[9] = part
	binary.BigEndian.PutUint16(id[10:], code)
	binary.BigEndian.PutUint32(id[12:], currency)
	return id
}

// ParseHouse returns what House made the id from; ok is false for an id that
// is not the house's.
func ParseHouse(id ID) (code uint16, currency uint32, part uint8, ok bool) {
	if [9]byte(id[:9]) != [9]byte{} {
		return 0, 0, 0, false
	}
	return binary.BigEndian.Uint16(id[10:]), binary.BigEndian.Uint32(id[12:]), id[9], true
}
