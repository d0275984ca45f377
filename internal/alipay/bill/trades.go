package bill

import (
	"fmt"
	"io"
	"iter"
	"strconv"
)

// Kind is what a row of a trade bill tells of.
type Kind uint8

// Kinds of rows. The incumbent has the first two; a settlement is a row only when
// its fee or its parts were taken after the day of the payment.
const (
	Payment    Kind = 1
	Refund     Kind = 2
	Settlement Kind = 3 // escrow was released: its Minor is zero
)

func (k Kind) word() string {
	switch k {
	case Payment:
		return "交易"
	case Refund:
		return "退款"
	case Settlement:
		return "结算"
	}
	return ""
}

// Trade is a row of a trade bill. Amounts are fen, below zero what leaves the
// merchant.
type Trade struct {
	TradeNo, OutTradeNo   string
	Kind                  Kind
	Subject               string
	CreatedAt, FinishedAt int64
	Store, StoreName      string
	Operator, Terminal    string
	Peer                  string // the buyer, masked
	Minor                 int64
	Request               string // of a refund
	Fee                   int64  // below zero taken, above given back
	Shared                int64  // below zero to other payees
	Memo                  string
}

var tradeColumns = []string{
	"支付宝交易号", "商户订单号", "业务类型", "商品名称", "创建时间", "完成时间", "门店编号", "门店名称", "操作员", "终端号",
	"对方账户", "订单金额（元）", "商家实收（元）", "支付宝红包（元）", "集分宝（元）", "支付宝优惠（元）", "商家优惠（元）",
	"券核销金额（元）", "券名称", "商家红包消费金额（元）", "卡消费金额（元）", "退款批次号/请求号", "服务费（元）", "分润（元）", "备注",
}

var tradeSumColumns = []string{
	"门店编号", "门店名称", "交易订单总笔数", "退款订单总笔数", "订单金额（元）", "商家实收（元）", "支付宝优惠（元）",
	"商家优惠（元）", "卡消费金额（元）", "服务费（元）", "分润（元）", "实收净额（元）",
}

var tradeTitles = titles{
	file: "业务明细", query: "支付宝业务明细查询", summary: "支付宝业务汇总查询", list: "业务明细列表", sumList: "业务汇总列表",
	listEnd: "#-----------------------------------------业务明细列表结束------------------------------------",
}

// none is the amount of what there is none of here: red packets, coupons, cards.
const none = "0.00"

func (t *Trade) cells() []string {
	return []string{
		padded(t.TradeNo), padded(t.OutTradeNo), padded(t.Kind.word()), clean(t.Subject), moment(t.CreatedAt), moment(t.FinishedAt),
		padded(t.Store), padded(t.StoreName), padded(t.Operator), padded(t.Terminal), padded(t.Peer),
		yuan(t.Minor), yuan(t.Minor), none, none, none, none,
		none, "", none + "\t", none, padded(t.Request), yuan(t.Fee), yuan(t.Shared), clean(t.Memo),
	}
}

// tradeSum is what the rows of a store, or all, come to.
type tradeSum struct {
	store, name       string
	payments, refunds int64
	paid, back        int64
	fee, shared       int64
}

func (s *tradeSum) add(t *Trade) {
	switch t.Kind {
	case Payment:
		s.payments, s.paid = s.payments+1, s.paid+t.Minor
	case Refund:
		s.refunds, s.back = s.refunds+1, s.back+t.Minor
	case Settlement:
	}
	s.fee, s.shared = s.fee+t.Fee, s.shared+t.Shared
}

func (s *tradeSum) cells() []string {
	net := s.paid + s.back
	return []string{
		s.store, s.name, count(s.payments), count(s.refunds), yuan(net), yuan(net), none, none, none,
		yuan(s.fee), yuan(s.shared), yuan(net + s.fee + s.shared),
	}
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// WriteTrades writes a trade bill: a zip with the rows, and with their sums for
// each store and for all.
func WriteTrades(w io.Writer, h Header, rows iter.Seq2[Trade, error]) error {
	a := newArchive(w, h, tradeTitles)
	s, err := a.details(tradeColumns)
	if err != nil {
		return err
	}
	all, stores := tradeSum{store: "合计"}, storeSums{byID: map[string]int{}}
	for t, err := range rows {
		if err != nil {
			return fmt.Errorf("read rows of bill: %w", err)
		}
		s.columns(t.cells())
		all.add(&t)
		stores.of(&t).add(&t)
	}
	if err := a.end(
		s,
		fmt.Sprintf("交易合计：%d笔，商家实收共%s元，商家优惠共0.00元", all.payments, yuan(all.paid)),
		fmt.Sprintf("退款合计：%d笔，商家实收退款共%s元，商家优惠退款共0.00元", all.refunds, yuan(all.back)),
	); err != nil {
		return err
	}
	return a.summary(tradeSumColumns, append(stores.cells(), all.cells()))
}

// storeSums are the sums of stores in the order in which they came.
type storeSums struct {
	list []tradeSum
	byID map[string]int
}

// of returns the sums of the row's store.
func (s *storeSums) of(t *Trade) *tradeSum {
	at, ok := s.byID[t.Store]
	if !ok {
		at = len(s.list)
		s.byID[t.Store] = at
		s.list = append(s.list, tradeSum{store: padded(t.Store), name: padded(t.StoreName)})
	}
	return &s.list[at]
}

func (s *storeSums) cells() (rows [][]string) {
	for i := range s.list {
		rows = append(rows, s.list[i].cells())
	}
	return rows
}
