package world

// syllable is a part of a name in both scripts.
type syllable struct{ han, latin string }

// place is where people live.
type place struct{ code, han, latin string }

// families are common family names; those further ahead are drawn no more often.
var families = [...]syllable{
	{"王", "wang"},
	{"李", "li"},
	{"张", "zhang"},
	{"刘", "liu"},
	{"陈", "chen"},
	{"杨", "yang"},
	{"黄", "huang"},
	{"赵", "zhao"},
	{"吴", "wu"},
	{"周", "zhou"},
	{"徐", "xu"},
	{"孙", "sun"},
	{"马", "ma"},
	{"朱", "zhu"},
	{"胡", "hu"},
	{"郭", "guo"},
	{"何", "he"},
	{"林", "lin"},
	{"高", "gao"},
	{"罗", "luo"},
	{"郑", "zheng"},
	{"梁", "liang"},
	{"谢", "xie"},
	{"宋", "song"},
	{"唐", "tang"},
	{"许", "xu"},
	{"韩", "han"},
	{"冯", "feng"},
	{"邓", "deng"},
	{"曹", "cao"},
	{"彭", "peng"},
	{"曾", "zeng"},
}

// syllables are what given names and roads are put together of.
var syllables = [...]syllable{
	{"安", "an"},
	{"春", "chun"},
	{"德", "de"},
	{"东", "dong"},
	{"芳", "fang"},
	{"光", "guang"},
	{"国", "guo"},
	{"海", "hai"},
	{"和", "he"},
	{"华", "hua"},
	{"慧", "hui"},
	{"建", "jian"},
	{"杰", "jie"},
	{"静", "jing"},
	{"军", "jun"},
	{"兰", "lan"},
	{"丽", "li"},
	{"龙", "long"},
	{"梅", "mei"},
	{"明", "ming"},
	{"宁", "ning"},
	{"平", "ping"},
	{"强", "qiang"},
	{"清", "qing"},
	{"荣", "rong"},
	{"山", "shan"},
	{"文", "wen"},
	{"霞", "xia"},
	{"新", "xin"},
	{"秀", "xiu"},
	{"雪", "xue"},
	{"燕", "yan"},
	{"英", "ying"},
	{"永", "yong"},
	{"玉", "yu"},
	{"云", "yun"},
	{"志", "zhi"},
	{"中", "zhong"},
	{"珠", "zhu"},
	{"子", "zi"},
}

// places are where people live, the busy ones more often.
var places = [...]place{
	{"CN-GD", "广东省广州市", "Guangzhou"},
	{"CN-GD", "广东省深圳市", "Shenzhen"},
	{"CN-GD", "广东省东莞市", "Dongguan"},
	{"CN-ZJ", "浙江省杭州市", "Hangzhou"},
	{"CN-ZJ", "浙江省宁波市", "Ningbo"},
	{"CN-JS", "江苏省南京市", "Nanjing"},
	{"CN-JS", "江苏省苏州市", "Suzhou"},
	{"CN-SD", "山东省青岛市", "Qingdao"},
	{"CN-SD", "山东省济南市", "Jinan"},
	{"CN-SH", "上海市", "Shanghai"},
	{"CN-SH", "上海市", "Shanghai"},
	{"CN-BJ", "北京市", "Beijing"},
	{"CN-SC", "四川省成都市", "Chengdu"},
	{"CN-HB", "湖北省武汉市", "Wuhan"},
	{"CN-HN", "湖南省长沙市", "Changsha"},
	{"CN-SN", "陕西省西安市", "Xi'an"},
	{"CN-FJ", "福建省厦门市", "Xiamen"},
	{"CN-YN", "云南省昆明市", "Kunming"},
}

var hosts = [...]string{"@example.com", "@example.com", "@example.net", "@example.org"}

// Latin names are put together of these.
var (
	latinFirst = [...]string{"Al", "Be", "Co", "Da", "El", "Fe", "Ga", "Ha", "Jo", "Ka", "Le", "Ma", "Ni", "Ol", "Pe", "Ro", "Sa", "Te", "Vi", "Wi"}
	latinLast  = [...]string{"ba", "den", "fin", "la", "len", "lin", "mar", "mon", "na", "ner", "ra", "ren", "ris", "son", "ta", "ton", "vin", "za"}
)

func appendLatin(b []byte, draw uint64) []byte {
	b = append(b, latinFirst[draw%uint64(len(latinFirst))]...)
	b = append(b, latinLast[draw>>8%uint64(len(latinLast))]...)
	if draw>>16%3 == 0 {
		b = append(b, latinLast[draw>>18%uint64(len(latinLast))]...)
	}
	return b
}

func syllablePair(draw uint64) [2]syllable {
	return [2]syllable{syllables[draw%uint64(len(syllables))], syllables[draw>>10%uint64(len(syllables))]}
}
