package phish

// traditional are Chinese characters in pairs of the traditional and the
// simplified form, as they come in names of firms, shops and banks.
const traditional = "寶宝銀银聯联財财騰腾訊讯東东國国業业農农設设郵邮儲储華华興兴廣广發发貝贝錢钱賬账戶户號号費费貸贷購购貨货資资質质賓宾貴贵買买賣卖" +
	"門门開开關关間间團团點点運运達达鄉乡網网絡络維维線线級级紅红約约納纳經经結结給给統统總总證证認认識识記记話话誠诚語语說说請请" +
	"讀读變变貓猫魚鱼鳥鸟馬马龍龙龜龟車车輕轻轉转優优價价億亿僑侨儀仪兒儿兩两冊册軍军凱凯創创劃划劍剑務务勝胜動动勵励區区協协單单" +
	"員员問问啟启園园圖图圓圆聖圣場场報报塊块塵尘夢梦夥伙奧奥媽妈嬰婴孫孙學学寧宁實实審审寫写將将專专尋寻對对導导層层島岛師师帳帐" +
	"帶带幣币幫帮庫库應应廠厂張张強强彈弹後后從从復复愛爱慶庆態态憶忆懷怀戰战戲戏換换損损搶抢擔担據据擁拥擇择擊击數数斷断無无時时" +
	"書书會会術术機机權权樂乐樓楼標标樣样樹树橋桥檢检歡欢歲岁歷历殼壳氣气決决沒没淨净測测湯汤溫温準准漢汉潔洁澤泽濟济灣湾為为熱热" +
	"燈灯燒烧爭争爾尔獎奖獨独獲获現现環环產产畫画當当療疗盜盗盤盘監监盡尽碼码禮礼離离種种稅税穩稳積积競竞筆笔節节範范簡简簽签糧粮" +
	"純纯紙纸細细終终組组絕绝綠绿編编練练縣县織织繼继續续罰罚羅罗義义習习聽听職职聲声腦脑臉脸臺台與与舊旧艦舰藝艺蘇苏蘭兰處处衛卫" +
	"裝装見见規规視视親亲覺觉觀观觸触計计訂订託托許许訴诉評评詞词試试詳详誤误調调談谈論论諾诺謝谢贏赢贊赞趙赵鋪铺鏈链鐵铁鑫鑫閃闪" +
	"閱阅陳陈陽阳隊队階阶際际雜杂雙双雲云電电霧雾靈灵頁页頂顶項项順顺預预領领頭头題题願愿風风飛飞飯饭飲饮館馆驗验駕驾體体髮发鮮鲜麗丽麥麦黃黄齊齐" +
	"劉刘長长吳吴楊杨鳳凤藥药廳厅飾饰豐丰榮荣貿贸詢询鍋锅錫锡靜静壽寿莊庄蓮莲葉叶鄭郑鄧邓蕭萧龐庞許许羅罗韓韩馮冯魯鲁錦锦鴻鸿輝辉順顺凱凯勁劲"

// shapes are groups of Chinese characters that are hard to tell apart in small
// print. UTS 39's data has few of them; the groups are kept apart by spaces.
const shapes = "未末朱 己已巳 日曰目 土士工 人入八 干千于 天夭 大太犬 宝宅室 付什附府 支攴友 银根很 行衍 信倡 招昭沼 京亰 东车 淘陶 微徽徴 " +
	"财材 通逋 农衣 设没 中申甲由 国囯 建健 华毕 平乎 安按 民氏 兴光 浦蒲 美羊 团困 滴摘 拼饼 多夕 抖料 音昔 快块 手毛 云去 闪门 钱线 " +
	"贝见 货贷 花化 呗坝 余佘 额颏 金全 服眼 乌鸟 免兔 刀力 今令 壶壸 析折 侯候 名各 白自 古右石 王玉主 木本 牛午 风凤 体休 住往 间问 " +
	"处外 科料 话活 治冶 历厉 旅族 拨拔 折拆 网冈 商啇 城诚 百白 猫描"

var (
	simplified = pairTable(traditional)
	shapeTable = groupTable(shapes)
)

// simple returns a character's simplified form.
func simple(r rune) rune {
	if s, ok := simplified[r]; ok {
		return s
	}
	return r
}

// shapeOf returns the first of the characters that look like r, or r.
func shapeOf(r rune) rune {
	if s, ok := shapeTable[r]; ok {
		return s
	}
	return r
}

func pairTable(text string) map[rune]rune {
	runes := []rune(text)
	table := make(map[rune]rune, len(runes)/2)
	for i := 0; i+1 < len(runes); i += 2 {
		table[runes[i]] = runes[i+1]
	}
	return table
}

func groupTable(text string) map[rune]rune {
	table := map[rune]rune{}
	first := rune(0)
	for _, r := range text {
		if r == ' ' {
			first = 0
			continue
		}
		if first == 0 {
			first = r
		}
		if _, ok := table[r]; !ok {
			table[r] = first
		}
	}
	return table
}
