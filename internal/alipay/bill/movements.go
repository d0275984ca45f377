package bill

import (
	"fmt"
	"io"
	"iter"
)

// Words for what a movement is, as the incumbent's bills have them.
const (
	TypePayment  = "在线支付"
	TypeRefund   = "交易退款"
	TypeFee      = "收费"
	TypeFeeBack  = "退费"
	TypeShared   = "交易分账"
	TypeTransfer = "转账"
	TypePayout   = "提现"
	TypeOther    = "其它"
)

// Movement is a row of a movement bill: a change of the balance. Amounts are fen.
type Movement struct {
	LogID      string // names the row
	OrderNo    string // of the trade, transfer or payout that it belongs to
	OutTradeNo string // the merchant's number of that
	Subject    string
	At         int64
	Peer       string // who is on the other side, masked
	Minor      int64  // above zero came in
	Balance    int64  // after it
	Type       string // one of the words above
	Memo       string
}

var movementColumns = []string{
	"账务流水号", "业务流水号", "商户订单号", "商品名称", "发生时间", "对方账号", "收入金额（+元）", "支出金额（-元）",
	"账户余额（元）", "交易渠道", "业务类型", "备注",
}

var movementSumColumns = []string{
	"类型", "收入笔数", "收入金额（+元）", "支出笔数", "支出金额（-元）", "总金额（元）",
}

var movementTitles = titles{
	file: "账务明细", query: "支付宝账务明细查询", summary: "支付宝账务汇总查询", list: "账务明细列表", sumList: "账务汇总列表",
	listEnd: "#----------------------------------------账务明细列表结束-------------------------------------",
}

func (m *Movement) cells() []string {
	in, out := max(m.Minor, 0), min(m.Minor, 0)
	return []string{
		padded(m.LogID), padded(m.OrderNo), padded(m.OutTradeNo), padded(m.Subject), moment(m.At), padded(m.Peer),
		yuan(in), yuan(out), yuan(m.Balance), "", clean(m.Type), clean(m.Memo),
	}
}

// movementSum is what the rows of a type, or all, come to.
type movementSum struct {
	name      string
	ins, outs int64
	in, out   int64
}

func (s *movementSum) add(m *Movement) {
	if m.Minor < 0 {
		s.outs, s.out = s.outs+1, s.out+m.Minor
		return
	}
	s.ins, s.in = s.ins+1, s.in+m.Minor
}

func (s *movementSum) cells() []string {
	return []string{s.name, count(s.ins), yuan(s.in), count(s.outs), yuan(s.out), yuan(s.in + s.out)}
}

// WriteMovements writes a movement bill: a zip with the rows, and with their sums
// by type.
func WriteMovements(w io.Writer, h Header, rows iter.Seq2[Movement, error]) error {
	a := newArchive(w, h, movementTitles)
	s, err := a.details(movementColumns)
	if err != nil {
		return err
	}
	all, byType, order := movementSum{name: "合计"}, map[string]*movementSum{}, []string(nil)
	for m, err := range rows {
		if err != nil {
			return fmt.Errorf("read rows of bill: %w", err)
		}
		s.columns(m.cells())
		all.add(&m)
		if byType[m.Type] == nil {
			byType[m.Type] = &movementSum{name: clean(m.Type)}
			order = append(order, m.Type)
		}
		byType[m.Type].add(&m)
	}
	if err := a.end(
		s,
		fmt.Sprintf("支出合计：%d笔，共%s元", all.outs, yuan(all.out)),
		fmt.Sprintf("收入合计：%d笔，共%s元", all.ins, yuan(all.in)),
	); err != nil {
		return err
	}
	var sums [][]string
	for _, name := range order {
		sums = append(sums, byType[name].cells())
	}
	return a.summary(movementSumColumns, append(sums, all.cells()))
}
