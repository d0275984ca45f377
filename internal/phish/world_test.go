package phish_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/candorpay/candor/internal/phish"
)

// Words of which names of shops are made up.
var (
	things = strings.Fields(`harbour lantern meadow willow copper marble saffron juniper thistle walnut orchard garden river summit valley canyon
		island coral pearl amber ivory cobalt crimson indigo violet scarlet silver golden bronze velvet cotton linen silk paper candle mirror
		window bridge castle tower chapel market village corner kitchen bakery butcher barber tailor cobbler florist carpenter potter weaver
		fisher hunter shepherd miller mason smith baker sparrow falcon heron pelican otter badger rabbit turtle dolphin salmon lobster cricket
		beetle dragonfly butterfly honey sugar pepper ginger cinnamon vanilla coffee chocolate almond cherry peach apricot lemon melon pumpkin
		spinach radish turnip barley maple cedar birch poplar chestnut hazel laurel clover daisy tulip orchid jasmine lavender rosemary comet
		planet lunar solar aurora horizon twilight morning evening winter autumn spring thunder breeze compass anchor rudder beacon voyage
		journey passage travel wander explore discover puzzle marvel wonder whisper melody rhythm harmony ballad canvas palette sketch`)
	trades = strings.Fields(`tea coffee bakery books flowers shoes toys tools optics bikes travel dental studio garage hardware furniture garments
		sports music pets stationery lighting kitchenware electronics jewellery pharmacy grocery bistro noodles dumplings`)
	ends   = strings.Fields("com net org cn com.cn shop store io co xyz top app de co.uk com.hk")
	hanOne = []rune("青石云山海江河明月清风春秋松竹梅兰金玉宝龙凤祥瑞福禄寿喜和顺安康泰昌盛隆兴旺达利丰裕恒永嘉美佳悦雅静淳朴实诚信义仁德正大光荣华")
	cities = strings.Fields("北京 上海 广州 深圳 杭州 成都 武汉 西安 南京 苏州 长沙 青岛 厦门 昆明 大连 宁波 无锡 济南 郑州 合肥")
	lines  = strings.Fields("茶行 面馆 书店 花店 餐厅 酒店 药房 超市 服饰 家具 五金 电器 文具 玩具 食品 水果店 火锅店 理发店 咖啡馆 科技有限公司 贸易有限公司 教育咨询")
	given  = strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗")
	syls   = strings.Fields("ba be bo ca co da de do fa fi ga go ha hi ja jo ka ko la li lo ma mi mo na ni no pa pi po ra ri ro sa si so ta ti to va vi wa ya yo za zo")
)

// world draws names, the same for a seed.
type world struct{ *rand.Rand }

func newWorld(seed uint64) world { return world{rand.New(rand.NewPCG(seed, 17))} }

func pick[T any](w world, from []T) T { return from[w.IntN(len(from))] }

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// latinName is Harbour Lantern Tea.
func (w world) latinName() string {
	words := []string{title(pick(w, things)), title(pick(w, things))}
	if w.IntN(3) > 0 {
		words = append(words, title(pick(w, trades)))
	}
	if w.IntN(8) == 0 {
		words = append(words, pick(w, []string{"Ltd", "Shop", "& Sons", "Online", "Group", "Services"}))
	}
	return strings.Join(words, " ")
}

// hanName is a city or a family, two characters, and the trade.
func (w world) hanName() string {
	front := pick(w, cities)
	if w.IntN(2) == 0 {
		front = pick(w, given) + "记"
	}
	return front + string([]rune{pick(w, hanOne), pick(w, hanOne)}) + pick(w, lines)
}

// domainName is of one or two words, or of syllables.
func (w world) domainName() string {
	label := pick(w, things)
	switch w.IntN(4) {
	case 0:
		label += "-" + pick(w, trades)
	case 1:
		label += pick(w, things)
	case 2:
		label = ""
		for range 2 + w.IntN(3) {
			label += pick(w, syls)
		}
	}
	if w.IntN(3) == 0 {
		label = pick(w, []string{"www.", "shop.", "m.", "mail.", "pay.", "login.", "help."}) + label
	}
	return label + "." + pick(w, ends)
}

// merchants are brands that are not wide, one in two of them Chinese.
func (w world) merchants(n int) []phish.Brand {
	brands := make([]phish.Brand, 0, n)
	for i := range n {
		b := phish.Brand{ID: fmt.Sprintf("m%d", i)}
		if w.IntN(2) == 0 {
			name := w.latinName()
			b.Names = []string{name}
			b.Domains = []string{strings.ToLower(keyOf(name)) + "." + pick(w, ends)}
		} else {
			b.Names = []string{w.hanName()}
			b.Domains = []string{pick(w, syls) + pick(w, syls) + pick(w, syls) + pick(w, things) + ".com"}
		}
		brands = append(brands, b)
	}
	return brands
}

// keyOf leaves out what is no letter of ASCII, nor digit.
func keyOf(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// latin reports whether a name has four Latin letters and nothing but those.
func latin(s string) bool { return len(keyOf(s)) >= 4 && !strings.ContainsFunc(s, isHan) }

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }
