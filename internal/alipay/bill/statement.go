package bill

import (
	"fmt"
	"io"
)

// Direction says what a statement's line does to the customer's money.
type Direction uint8

// Directions.
const (
	In      Direction = 1
	Out     Direction = 2
	Neither Direction = 3 // moved between what is the customer's, or not at all
)

func (d Direction) word() string {
	switch d {
	case In:
		return "收入"
	case Out:
		return "支出"
	case Neither:
		return "不计收支"
	}
	return ""
}

// State is where what a line tells of stands.
type State uint8

// States.
const (
	Done     State = 1
	Awaiting State = 2 // paid, and in escrow until the goods have come
	Returned State = 3 // a refund that was made
	Closed   State = 4
)

func (s State) word() string {
	switch s {
	case Done:
		return "交易成功"
	case Awaiting:
		return "等待确认收货"
	case Returned:
		return "退款成功"
	case Closed:
		return "交易关闭"
	}
	return ""
}

// EntriesMax is the most lines that a statement holds.
const EntriesMax = 50_000

// Entry is a line of a customer's statement.
type Entry struct {
	At          int64
	Category    string
	Peer        string
	PeerAccount string // masked
	Item        string
	Direction   Direction
	Minor       int64 // fen, not below zero
	Method      string
	State       State
	// TradeNo of a refund is the trade's, an underscore and the request: so its
	// readers find what was refunded.
	TradeNo    string
	OutTradeNo string
	Memo       string
}

// Person is whose statement it is, and for when. What of name and account is
// shown the caller decides.
type Person struct {
	Name, Account string
	From, To      int64 // business time, ns; To is not included
	Made          int64
}

// notes stand above the lines. Their number is part of the format: readers skip
// the lines above the columns' names by counting them.
var notes = [8]string{
	"1.本回单表明平台受理了相应的支付申请，与实际交易结果不符时以账簿为准；",
	"2.请勿将本回单作为发货凭据，发货前请查证款项是否到账；",
	"3.以银行卡等方式付款的交易也会出现在银行账单中，请勿重复记账；",
	"4.本回单经涂改、编造即失去效力；",
	"5.充值、提现等不计入收入或支出，记为不计收支；",
	"6.退款另成一行，原交易的金额不变；",
	"7.请勿将本回单用于非法用途；",
	"8.本回单仅供个人对账使用。",
}

var entryColumns = []string{
	"交易时间", "交易分类", "交易对方", "对方账号", "商品说明", "收/支", "金额", "收/付款方式", "交易状态", "交易订单号", "商家订单号", "备注",
}

func (e *Entry) cells() []string {
	account := clean(e.PeerAccount)
	if account == "" {
		account = "/"
	}
	return []string{
		moment(e.At), clean(e.Category), clean(e.Peer), account, clean(e.Item), e.Direction.word(), yuan(e.Minor),
		clean(e.Method), e.State.word(), padded(e.TradeNo), padded(e.OutTradeNo), clean(e.Memo),
	}
}

// WriteStatement writes a customer's statement as one CSV file in GBK. The lines
// are at most EntriesMax: their sums stand above them.
func WriteStatement(w io.Writer, p Person, entries []Entry) error {
	if len(entries) > EntriesMax {
		return fmt.Errorf("write statement: %d lines, more than %d", len(entries), EntriesMax)
	}
	s := newSheet(w)
	s.line("------------------------------------------------------------------------------------")
	s.line("导出信息：")
	s.line("姓名：" + clean(p.Name))
	s.line("账户：" + clean(p.Account))
	s.line("起始时间：[" + moment(p.From) + "]    终止时间：[" + moment(p.To-1) + "]")
	s.line("导出交易类型：[全部]")
	s.line("导出时间：[" + moment(p.Made) + "]")
	s.line(fmt.Sprintf("共%d笔记录", len(entries)))
	for _, d := range []Direction{In, Out, Neither} {
		n, sum := sumOf(entries, d)
		s.line(fmt.Sprintf("%s：%d笔 %s元", d.word(), n, yuan(sum)))
	}
	s.line("")
	s.line("特别提示：")
	for _, note := range notes {
		s.line(note)
	}
	s.line("")
	s.line("------------------------电子客户回单------------------------")
	s.columns(entryColumns)
	for i := range entries {
		s.columns(entries[i].cells())
	}
	return s.close()
}

// sumOf returns how many lines go in a direction, and what they come to.
func sumOf(entries []Entry, d Direction) (n int, minor int64) {
	for i := range entries {
		if entries[i].Direction == d {
			n, minor = n+1, minor+entries[i].Minor
		}
	}
	return n, minor
}
