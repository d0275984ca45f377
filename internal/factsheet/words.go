package factsheet

import (
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/candorpay/candor/money"
)

// words are the texts of the pages in one language.
type words struct {
	Code, Lang, Name string

	List, NoFunds, NotFound, BadRequest, NotNow, Back string

	Rate, RateIn, Yield, Of, None, Closed string // RateIn with %s for the currency, Of with one for a day

	Range, RangeOf                              string // RangeOf with %d for days
	RateOver, YieldOver, Drawn, NoDays, NoYield string // with %d for days; Drawn with six %s: days and values
	Day, Last, All                              string // of the table

	Estimate, Amount, Period, Count, Over, Fund, Deposit, Caution, TooEarly, WrongAmount, WrongDays string // WrongAmount with %s for a right one

	Rules                                                                              string
	PurchaseMin, PurchaseDay, HoldingMax, QuotaDay, InstantDay, InstantAll, CutOff     string
	SweepAt, Unlimited, Beijing                                                        string
	How                                                                                string
	HowUnits, HowBuy, HowRedeem, HowInstant, HowInstantFree, HowPay, HowSweep, HowRisk string

	Report, Units, Opening, Closing, Earning, Earners, Holders    string
	Bought, Swept, Refunded, Entered, Redeemed, Instant, Paid     string
	Income, Net, CarryIn, Distributed, CarryOut, Pending, Figures string
	BegunAt, EndedAt, SevenUnknown                                string
}

// The table of texts.
var (
	chinese = words{
		Code: "zh", Lang: "zh-CN", Name: "中文",

		List: "货币基金", NoFunds: "暂无基金。", NotFound: "没有找到该页面。", BadRequest: "请求参数有误。", NotNow: "服务暂不可用，请稍后重试。", Back: "全部基金",

		Rate: "万份收益", RateIn: "万份收益（%s）", Yield: "七日年化收益率", Of: "数据日期 %s", None: "尚未公布", Closed: "该基金目前暂停申购，持有人仍可赎回和付款。",

		Range: "图表区间", RangeOf: "近 %d 天", RateOver: "万份收益，近 %d 天", YieldOver: "七日年化收益率，近 %d 天",
		Drawn: "%s 至 %s。最低 %s（%s），最高 %s（%s）。", NoDays: "尚未公布收益。", NoYield: "满七天公布收益后方有七日年化收益率。", Day: "日期", Last: "最近收益", All: "图表中的全部日期",

		Estimate: "收益试算", Amount: "金额（%s）", Period: "天数", Count: "试算", Over: "%s 存放 %d 天",
		Fund: "按最近七日年化收益率 %s", Deposit: "按活期存款年利率 %s", Caution: "试算按单利计算，仅供参考。过往收益不代表未来表现。",
		TooEarly: "满七天公布收益后方可试算。", WrongAmount: "请输入大于零的金额，例如 %s。", WrongDays: "请输入 1 至 3650 之间的天数。",

		Rules: "限额与时间", PurchaseMin: "单笔最低申购", PurchaseDay: "每人每日申购上限", HoldingMax: "每人持有上限", QuotaDay: "基金每日申购总额度",
		InstantDay: "每人每日快速赎回上限", InstantAll: "基金每日快速赎回总额度", CutOff: "申购截止时间", SweepAt: "每日自动转入时间", Unlimited: "不限", Beijing: "%s（北京时间）",
		How:        "运作方式",
		HowUnits:   "每份净值恒为 1.00。每日收益以新增份额的形式发放，收益自次日起继续产生收益。",
		HowBuy:     "工作日 %s 前申购，下一工作日确认份额并开始计算收益；之后或非工作日申购，视为下一工作日的申购。",
		HowRedeem:  "份额自赎回当日起不再享有收益。普通赎回在交易日后的下一工作日到账。",
		HowInstant: "快速赎回即时到账，每人每日最多 %s。", HowInstantFree: "快速赎回即时到账。",
		HowPay:   "已确认的份额可以直接用于付款；以份额支付的交易退款时，退回原基金。",
		HowSweep: "可设置自动转入：每天 %s 将钱包中超出您所设金额的余额转入基金。",
		HowRisk:  "购买货币市场基金并不等于将资金作为存款存放在银行或者存款类金融机构，不保证一定盈利，也不保证最低收益。",

		Report: "基金日报", Units: "份额变动", Opening: "期初份额", Closing: "期末份额", Earning: "当日享有收益份额", Earners: "当日享有收益持有人数", Holders: "曾持有份额的钱包数",
		Bought: "申购", Swept: "自动转入", Refunded: "交易退款", Entered: "迁入", Redeemed: "普通赎回", Instant: "快速赎回", Paid: "付款",
		Income: "收益", Net: "当日净收益", CarryIn: "上日结转余数", Distributed: "分配给持有人", CarryOut: "结转下日余数", Pending: "当日收益尚未分配。", Figures: "当日数据",
		BegunAt: "分配开始", EndedAt: "分配结束", SevenUnknown: "不足七日",
	}
	english = words{
		Code: "en", Lang: "en", Name: "English",

		List: "Money-market funds", NoFunds: "There is no fund yet.", NotFound: "There is no such page.", BadRequest: "This request is not valid.",
		NotNow: "This does not work right now. Try again later.", Back: "All funds",

		Rate: "Income per 10,000 units", RateIn: "Income per 10,000 units (%s)", Yield: "7-day annualised yield", Of: "of %s", None: "Not published yet",
		Closed: "This fund takes no purchases at present. Its holders can redeem and pay all the same.",

		Range: "Range of the charts", RangeOf: "%d days", RateOver: "Income per 10,000 units, %d days", YieldOver: "7-day annualised yield, %d days",
		Drawn: "%s to %s. Lowest %s on %s, highest %s on %s.", NoDays: "No income has been published yet.", NoYield: "Known once seven days of income are published.", Day: "Day", Last: "The last days", All: "All days of the charts",

		Estimate: "What would it earn?", Amount: "Amount (%s)", Period: "Days", Count: "Work it out", Over: "%s over %d days",
		Fund: "At the last 7-day yield, %s a year", Deposit: "As a demand deposit, %s a year",
		Caution:  "An estimate with simple interest. What a fund has paid says nothing about what it will pay.",
		TooEarly: "An estimate can be made once seven days of income have been published.", WrongAmount: "Enter an amount above zero, such as %s.",
		WrongDays: "Enter a number of days from 1 to 3650.",

		Rules: "Limits and times", PurchaseMin: "Least of one purchase", PurchaseDay: "Most that one person buys a day", HoldingMax: "Most that one person holds",
		QuotaDay: "Most that all buy a day", InstantDay: "Instant redemption, one person a day", InstantAll: "Instant redemption, all persons a day",
		CutOff: "Cut-off of orders", SweepAt: "Automatic purchases", Unlimited: "no limit", Beijing: "%s (Beijing)",
		How:        "How it works",
		HowUnits:   "A unit is always worth 1.00. Each day's income is paid as new units, which earn from the day after.",
		HowBuy:     "What you buy on a working day before %s is confirmed on the next working day and earns from then. What you buy later, or on a day off, counts as bought on the next working day.",
		HowRedeem:  "Units stop earning on the day on which you redeem them. The money of a normal redemption arrives on the working day after the one as of which the order counts.",
		HowInstant: "The money of an instant redemption arrives at once: up to %s a person and day.", HowInstantFree: "The money of an instant redemption arrives at once.",
		HowPay:   "Confirmed units can pay for purchases. A refund of such a payment goes back to the fund.",
		HowSweep: "If you wish, what your wallet holds above an amount that you set buys units every day at %s.",
		HowRisk:  "Units of a money-market fund are not money deposited with a bank. Nobody promises a profit or a least income: it can fall, and can be below zero.",

		Report: "Daily report", Units: "Units", Opening: "At the beginning", Closing: "At the end", Earning: "Units that earned", Earners: "Holders that earned", Holders: "Wallets that ever held units",
		Bought: "Bought", Swept: "Swept in", Refunded: "Refunded by trades", Entered: "Brought over", Redeemed: "Redeemed normally",
		Instant: "Redeemed instantly", Paid: "Paid for trades",
		Income: "Income", Net: "Net income of the day", CarryIn: "Remainder carried in", Distributed: "To holders", CarryOut: "Remainder carried out",
		Pending: "The income of this day has not been distributed.", Figures: "Figures",
		BegunAt: "Distribution began", EndedAt: "Distribution ended", SevenUnknown: "fewer than seven days",
	}
)

var (
	tongues = language.NewMatcher([]language.Tag{language.Chinese, language.English})
	spoken  = []*words{&chinese, &english}
)

// wordsFor returns the texts in the language of the given code, "zh" or "en"; where
// that is empty, in the one that a browser likes best of those that there are, and
// Chinese when it does not say. It is false for any other code.
func wordsFor(r *http.Request, code string) (*words, bool) {
	like := wordsLike(r.Header.Get("Accept-Language"))
	for _, w := range spoken {
		if w.Code == code {
			return w, true
		}
	}
	return like, code == ""
}

// wordsLike returns the texts in the language that an Accept-Language likes best.
func wordsLike(accept string) *words {
	_, index := language.MatchStrings(tongues, accept)
	return spoken[index]
}

// unit is how a currency is called beside an amount.
func (w *words) unit(c money.Currency) string {
	if w == &chinese && c.Code() == "CNY" {
		return "元"
	}
	return c.Code()
}

// said is a name that somebody gave, fit to be shown in one line: characters that are
// invisible or turn the direction of others are left out.
func said(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Zl, unicode.Zp, unicode.Zs):
			return ' '
		case unicode.Is(unicode.C, r):
			return -1
		}
		return r
	}, text)
}
