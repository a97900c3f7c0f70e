"""Constructions: who did what to whom must not depend on word order and voice."""

from collections.abc import Callable

import pytest

from jishi.document import Document, Mention, Span, Stage
from jishi.extract.nodes import Phrase, coordinate
from jishi.read import read_bytes, reading_knowledge
from jishi.resources import Resources

Run = Callable[[str], Document]

# text, event: TYPE trigger role=surface …, with [attribute] where it is not plain
CONSTRUCTIONS = [
    ("吴佩孚被张作霖击败。", "DEFEAT 击败 agent=张作霖 patient=吴佩孚"),
    ("张作霖把吴佩孚击败。", "DEFEAT 击败 agent=张作霖 patient=吴佩孚"),
    ("张作霖将吴佩孚击败。", "DEFEAT 击败 agent=张作霖 patient=吴佩孚"),
    ("日军对上海发动进攻。", "ATTACK 进攻 agent=日军 patient=上海"),
    ("吴佩孚与张作霖交战。", "CLASH 交战 agent=吴佩孚 patient=张作霖"),
    ("上海遭到日军的轰炸。", "ATTACK 轰炸 agent=日军 patient=上海"),
    ("承德为日军所占领。", "CONTROL 占领 agent=日军 place=承德"),
    ("蒋介石派卫立煌攻击日军。", "MOVE 派 agent=蒋介石 patient=卫立煌"),
    ("蒋介石派卫立煌攻击日军。", "ATTACK 攻击 agent=卫立煌 patient=日军"),
    ("蒋介石命令第29军撤退。", "ORDER 命令 agent=蒋介石 patient=第29军"),
    ("蒋介石命令第29军撤退。", "RETREAT 撤退 [ordered] agent=第29军"),
    ("苏联帮助盛世才占领伊犁。", "CONTROL 占领 agent=盛世才 place=伊犁"),
    ("被苏联击败的马仲英逃往喀什。", "DEFEAT 击败 agent=苏联 patient=马仲英"),
    ("被苏联击败的马仲英逃往喀什。", "RETREAT 逃往 agent=马仲英 destination=喀什"),
    ("彭德怀率领的八路军袭击日军。", "COMMAND 率领 agent=彭德怀 patient=八路军"),
    ("彭德怀率领的八路军袭击日军。", "ATTACK 袭击 agent=八路军 patient=日军"),
    ("张培元回到伊宁，试图逃到阿克苏。", "RETREAT 逃到 [attempted] agent=张培元 destination=阿克苏"),
    ("1937年9月，八路军在平型关伏击日军，缴获步枪1000支。", "MATERIEL 缴获 agent=八路军 item=步枪 quantity=1000支"),
    ("1937年9月，八路军在平型关伏击日军，缴获步枪1000支。", "ATTACK 伏击 agent=八路军 patient=日军 place=平型关"),
    ("日军未能攻占长沙。", "CONTROL 攻占 [negative] agent=日军 place=长沙"),
    ("據報道，日軍屠殺了平民。", "ATROCITY 屠殺 [source:據報道] agent=日軍"),
    ("红军击败并俘虏张辉瓒。", "DEFEAT 击败 agent=红军 patient=张辉瓒"),
    ("红军击败并俘虏张辉瓒。", "CAPTURE 俘虏 agent=红军 patient=张辉瓒"),
    ("在苏联的支援下，盛世才击败马仲英。", "SUPPORT 支援 agent=苏联 patient=盛世才"),
    ("苏联飞机轰炸第36师。", "ATTACK 轰炸 agent=苏联 patient=第36师 instrument=飞机"),
    ("因伤亡过大，第18军撤退。", "CASUALTY 伤亡 patient=第18军"),
    (
        "联军推举张作霖为总司令，张宗昌、孙传芳为副司令。",
        "ORGANIZE 推举 agent=联军 patient=张作霖 patient=张宗昌 patient=孙传芳",
    ),
    ("第35军途中遭日机轰炸。", "ATTACK 轰炸 agent=日 patient=第35军 instrument=机"),
    ("因吴佩孚进攻，冯玉祥撤出北京。", "ATTACK 进攻 agent=吴佩孚"),
    ("徐树铮退守杨村，后因奉军入关助战，退回廊坊。", "SUPPORT 助战 agent=奉军"),
    ("徐树铮退守杨村，后因奉军入关助战，退回廊坊。", "RETREAT 退回 agent=徐树铮 destination=廊坊"),
    ("吴佩孚因奉军进攻滦州而退回天津。", "ATTACK 进攻 agent=奉军 patient=滦州"),
    ("吴佩孚因奉军进攻滦州而退回天津。", "RETREAT 退回 agent=吴佩孚 destination=天津"),
    ("因冯玉祥部的进攻，吴佩孚退往岳州。", "ATTACK 进攻 agent=冯玉祥部"),
    ("蒋介石命令第29军撤回保定，防守涿州。", "DEFEND 防守 [ordered] agent=第29军 place=涿州"),
    ("吳佩孚命令王承斌率第二十三師襲擊奉軍。", "ATTACK 襲擊 [ordered] agent=第二十三師 patient=奉軍"),
    ("冯子材击败法军入侵。", "ATTACK 入侵 agent=法军 patient=冯子材"),
    ("第59军被日军包围缴械。", "MATERIEL 缴械 agent=日军 patient=第59军"),
    ("第59军被张学良的第7旅和阎锡山的第8旅击败。", "DEFEAT 击败 agent=第7旅 agent=第8旅 patient=第59军"),
    ("日军进攻罗店，次日该地被第18军收复。", "CONTROL 收复 agent=第18军 place=罗店"),
    ("第18军增援罗店，但该军被日军击退。", "DEFEAT 击退 agent=日军 patient=第18军"),
    ("卫立煌命郝梦龄进攻忻口，自率第14军增援。", "COMMAND 率 agent=卫立煌 patient=第14军"),
    ("吴佩孚击败张作霖，后者撤往滦州。", "RETREAT 撤往 agent=张作霖 destination=滦州"),
    ("李鸿章与伊藤博文会晤，要求停战。", "DECLARE 要求 agent=李鸿章"),
    ("慈禧引八国联军入侵北京。", "ATTACK 入侵 agent=八国联军 patient=北京"),
    ("日军袭击英军，击毙200人。", "CASUALTY 击毙 agent=日军 quantity=200人"),
    ("1926年，由刘玉春率部固守的武昌城未被攻克。", "DEFEND 固守 agent=刘玉春 place=武昌城"),
    ("1926年，由刘玉春率部固守的武昌城未被攻克。", "COMMAND 率 agent=刘玉春 time=1926年"),
    ("日军被刘玉春率部击败。", "DEFEAT 击败 agent=刘玉春 patient=日军"),
    ("清军抵达广西，冯子材未经抵抗即告投降。", "SURRENDER 投降 agent=冯子材"),
    ("因不满袁世凯称帝而起兵的蔡锷，联合陆荣廷部，围困泸州。", "ATTACK 起兵 agent=蔡锷"),
    (
        "因不满袁世凯称帝而起兵的蔡锷，联合陆荣廷部，围困泸州。",
        "ENCIRCLE 围困 agent=蔡锷 agent=陆荣廷部 patient=泸州",
    ),
    ("吴佩孚任命张福来为总司令，以李济臣为参谋长，率第3师增援南昌。", "COMMAND 率 agent=张福来 patient=第3师"),
    ("孙传芳与奉军不和，率部占领上海。", "CONTROL 占领 agent=孙传芳 place=上海"),
    ("张作霖在1924年的北京政变后起兵。", "ATTACK 起兵 agent=张作霖 time=1924年"),
    ("张作霖在1928年6月的兵变中被推翻。", "ATTACK 兵变 time=1928年6月"),
    ("张作霖在1928年6月的兵变中被推翻。", "CONTROL 推翻 patient=张作霖 time=1928年6月"),
    ("应袁世凯的要求，英国政府逮捕了革命党人。", "DECLARE 要求 agent=袁世凯 patient=英国政府"),
    ("谢米诺夫应日军邀请前往海参崴。", "DECLARE 邀请 agent=日军 patient=谢米诺夫"),
    ("谢米诺夫应日军邀请前往海参崴。", "MOVE 前往 agent=谢米诺夫 destination=海参崴"),
    ("袁世凯默许日军进驻济南。", "MOVE 进驻 [ordered] agent=日军 destination=济南"),
    ("蒋介石命张学良返回苏州，追击因此中止。", "ATTACK 追击 agent=张学良"),
    ("年仅二十五岁的孙传芳率三千名士兵进入福建。", "MOVE 进入 agent=孙传芳 destination=福建 quantity=三千名"),
    ("谢晋元多次致电蒋介石请求增援。", "DECLARE 请求 agent=谢晋元 patient=蒋介石"),
    ("1950年，胡宗南被败退台湾的国民政府任命为主席。", "ORGANIZE 任命 agent=国民政府 patient=胡宗南 time=1950年"),
    ("1950年，胡宗南被败退台湾的国民政府任命为主席。", "RETREAT 败退 agent=国民政府 destination=台湾"),
    ("吴佩孚在汀泗桥为叶挺率领的独立团所败。", "DEFEAT 败 agent=独立团 patient=吴佩孚 place=汀泗桥"),
    ("吴佩孚在汀泗桥为叶挺率领的独立团所败，并负伤。", "CASUALTY 负伤 patient=吴佩孚"),
    ("1933年2月，马世明率领的第36师逼近迪化。", "COMMAND 率领 agent=马世明 patient=第36师 time=1933年2月"),
    ("日军对第29军驻守的南苑发动进攻。", "ATTACK 进攻 agent=日军 patient=南苑"),
    ("日军对第29军驻守的南苑发动进攻。", "DEFEND 驻守 agent=第29军 place=南苑"),
    ("清廷将太平天国战争后逃入安徽的捻军编为新军，由袁世凯指挥。", "ORGANIZE 编为 agent=清廷 patient=捻军 item=新军"),
    ("清廷将太平天国战争后逃入安徽的捻军编为新军，由袁世凯指挥。", "COMMAND 指挥 agent=袁世凯 patient=新军"),
    ("3月，被日军击败后退入苏联的马占山部抵达塔城。", "DEFEAT 击败 agent=日军 patient=马占山部 time=3月"),
    ("3月，被日军击败后退入苏联的马占山部抵达塔城。", "RETREAT 退入 agent=马占山部 destination=苏联"),
    ("日军进攻南京，石友三被蒋介石以通敌的罪名处死。", "ATROCITY 处死 agent=蒋介石 patient=石友三"),
    ("皖系与曹锟、吴佩孚率领的直系在涿州交战。", "CLASH 交战 agent=皖系 patient=直系 place=涿州"),
    ("恩琴以两千名骑兵突袭库伦。", "ATTACK 突袭 agent=恩琴 patient=库伦 quantity=两千名"),
    ("恩琴击败中国军队，中国军队沿途冻死数百人。", "CASUALTY 冻死 patient=中国军队 quantity=数百人"),
    ("苏俄以清剿白军为名出兵外蒙古。", "MOVE 出兵 agent=苏俄 destination=外蒙古"),
    ("孙殿英部被阎锡山收编，中原大战失败后又投靠张学良。", "SURRENDER 投靠 agent=孙殿英部 patient=张学良"),
    (
        "苏联派两个旅由霍尔果斯入境，与张培元部在伊犁激战。",
        "CLASH 激战 agent=苏联 patient=张培元部 place=伊犁",
    ),
    ("吴佩孚退至岳州，企图反攻，但冯玉祥按兵不动。他在岳州通电。", "DECLARE 通电 agent=吴佩孚 place=岳州"),
    (
        "日军在高碑店击败第29军，第29军阵亡500人。",
        "CASUALTY 阵亡 agent=日军 patient=第29军 place=高碑店 quantity=500人",
    ),
    ("日军进攻太原，傅作义固守。", "DEFEND 固守 agent=傅作义 patient=日军 place=太原"),
    ("德国入侵苏联，苏联飞机1200架被摧毁。", "MATERIEL 摧毁 agent=德国 patient=苏联 item=飞机 quantity=1200架"),
    ("斯大林任命铁木辛哥接替巴甫洛夫。", "ORGANIZE 接替 patient=铁木辛哥"),
    ("保卢斯在斯大林格勒请求增派步兵。", "MOVE 增派 [ordered]"),
    ("张治中请求增援。", "SUPPORT 增援 [ordered] patient=张治中"),
    ("马虎山逃往阿富汗，企图煽动塔吉克人起义，后被苏军俘虏。", "CAPTURE 俘虏 agent=苏军 patient=马虎山"),
    (
        "蔡运升与苏方在伯力谈判，双方于12月22日签署协定。",
        "NEGOTIATE 签署 agent=蔡运升 agent=苏方 time=12月22日 place=伯力",
    ),
    ("慈禧太后携光绪帝西逃。", "RETREAT 西逃 agent=慈禧太后 agent=光绪帝"),
    ("冯玉祥未经中央批准，于10月与苏联签订协定。", "NEGOTIATE 签订 agent=冯玉祥 patient=苏联 time=10月"),
    ("阎锡山率部至太原后，由河北率部进攻北京。", "ATTACK 进攻 agent=阎锡山 patient=北京 origin=河北"),
    ("日军进攻第18军，伤亡300人，第18军阵亡20人。", "CASUALTY 阵亡 agent=日军 patient=第18军"),
    ("平壤于15日为日军攻占，清军退回国内。", "CONTROL 攻占 agent=日军 place=平壤 time=15日"),
    ("平壤于15日为日军攻占，清军退回国内。", "RETREAT 退回 agent=清军 origin=平壤"),
    ("直到1937年8月天津被日军占领，该报才停刊。", "CONTROL 占领 agent=日军 place=天津 time=1937年8月"),
    ("太平军围攻长沙，朝廷大为震动，急派僧格林沁率军南下。", "MOVE 派 patient=僧格林沁"),
    ("德军攻克华沙并进军莫斯科。", "MOVE 进军 agent=德军 destination=莫斯科"),
    ("第3军团切断铁路与第4军团会师。", "MOVE 会师 agent=第3军团 agent=第4军团"),
    ("亚历山大在法军入侵俄国之前回到莫斯科。", "MOVE 回到 agent=亚历山大 destination=莫斯科"),
    ("亚历山大在法国皇帝入侵俄国之前回到莫斯科。", "ATTACK 入侵 agent=法国 patient=俄国"),
    ("英国支持扶植的吴佩孚进攻湖南。", "SUPPORT 支持 agent=英国 patient=吴佩孚"),
    ("英国支持扶植的吴佩孚进攻湖南。", "SUPPORT 扶植 agent=英国 patient=吴佩孚"),
    ("被苏军击败俘虏的马仲英逃往苏联。", "CAPTURE 俘虏 agent=苏军 patient=马仲英"),
    ("兰州攻占后，第1兵团继续向西宁进军。", "CONTROL 攻占 place=兰州"),
    ("日军攻下浑源灵丘两县，随后两县被中国军队收复。", "CONTROL 攻下 agent=日军 place=浑源 place=灵丘"),
    ("日军攻下浑源灵丘两县，随后两县被中国军队收复。", "CONTROL 收复 agent=中国军队 place=浑源 place=灵丘"),
    ("喀什之战是发生在新疆喀什的一场战斗。", "CLASH 战斗 place=新疆喀什"),
    ("张学良因担心被日军俘虏而逃往关内。", "RETREAT 逃往 agent=张学良 destination=关内"),
    ("张学良因担心被日军俘虏而逃往关内。", "CAPTURE 俘虏 [hypothetical] agent=日军 patient=张学良"),
    ("吴佩孚被张作霖击败，他的部下随即在滦州发动叛乱。", "ATTACK 叛乱 agent=吴佩孚 place=滦州"),
    ("第29军在飞机轰炸的配合下攻克长沙。", "CONTROL 攻克 agent=第29军 place=长沙"),
    ("张宗昌投靠张作霖，并在日军支持下进攻南京。", "SUPPORT 支持 agent=日军 patient=张宗昌"),
    ("苏联红军伪装成阿尔泰志愿军，越过边境。", "MOVE 越过 agent=苏联红军"),
    ("苏联红军身穿没有军衔标志的军服越过边境。", "MOVE 越过 agent=苏联红军"),
    ("遭到日军飞机轰炸后，吴佩孚的骑兵溃散。", "ATTACK 轰炸 agent=日军 patient=吴佩孚 instrument=飞机"),
    ("日军舰队击中清军的致远舰。", "ATTACK 击中 agent=日军舰队 patient=致远舰"),
    ("俄国舰队在对马海峡遭到以逸待劳的日本海军截击。", "ATTACK 截击 agent=日本海军 patient=俄国舰队 place=对马海峡"),
    ("冯玉祥在马厂讨伐张勋，十二日之内便将其击溃。", "DEFEAT 击溃 agent=冯玉祥 patient=张勋"),
    ("日军先后增兵至九万人。", "MOVE 增兵 agent=日军 quantity=九万人"),
    ("第29军与日军争夺上海，最终因后路被切断而崩溃，张学良负重伤。", "DEFEAT 崩溃 patient=第29军"),
    ("张勋率辫子军入京拥立溥仪。", "ORGANIZE 拥立 agent=张勋 patient=溥仪"),
    ("俄国舰队遭到袭击，三艘俄舰被鱼雷击伤。", "MATERIEL 击伤 patient=俄 item=舰 instrument=鱼雷"),
    ("日军攻陷南京后展开大规模屠杀。", "ATROCITY 屠杀 agent=日军 place=南京"),
    ("方先觉在衡阳苦守四十七天后率部投降。", "DEFEND 苦守 agent=方先觉 place=衡阳 time=四十七天"),
    ("罗店经反复争夺后终告失守。", "CLASH 争夺 place=罗店"),
    ("孙立人掩护英军撤退后突围。", "RETREAT 突围 agent=孙立人"),
    ("孙立人派刘放吾团驰援，救出被围英军七千余人。", "ENCIRCLE 被围 patient=英军"),
    ("孙立人派刘放吾团驰援，救出被围英军七千余人。", "SUPPORT 救出 agent=刘放吾团 patient=英军"),
    ("第29军遭到日军的包围袭击。", "ATTACK 袭击 agent=日军 patient=第29军"),
    ("第29军遭到日军的包围袭击。", "ENCIRCLE 包围 agent=日军 patient=第29军"),
    ("张宗昌率军三千前往上海。", "MOVE 前往 agent=张宗昌 destination=上海 quantity=三千"),
    ("长沙解围后，日军撤退。", "SUPPORT 解围 patient=长沙"),
    ("吴佩孚夺取了苏联援助张作霖的军火。", "SUPPORT 援助 agent=苏联 patient=张作霖 item=军火"),
    ("吴佩孚夺取了苏联援助张作霖的军火。", "MATERIEL 夺取 agent=吴佩孚 item=军火"),
    ("盛世才进攻迪化，将金树仁逮捕，次日处决。", "ATROCITY 处决 agent=盛世才 patient=金树仁"),
    ("苏军死亡和失踪9703人。", "CASUALTY 死亡 patient=苏军 quantity=9703人"),
    ("苏军死亡和失踪9703人。", "CASUALTY 失踪 patient=苏军 quantity=9703人"),
    ("吴佩孚率领的守军撤退，随后投降。", "RETREAT 撤退 agent=吴佩孚"),
    ("李济深在长沙失守后收拢溃兵，退守衡阳。", "CONTROL 失守 place=长沙"),
    ("李济深在长沙失守后收拢溃兵，退守衡阳。", "RETREAT 退守 agent=李济深 destination=衡阳"),
    ("第29军攻克长沙，但在孙立人指挥的守军反击下撤退。", "RETREAT 撤退 agent=第29军"),
    ("第29军攻克长沙，但在孙立人指挥的守军反击下撤退。", "ATTACK 反击 agent=孙立人"),
    ("第1兵团翻越天山，随后分乘汽车和苏联飞机进驻迪化。", "MOVE 进驻 agent=第1兵团 destination=迪化 instrument=飞机"),
    ("苏联帮助马占仓在喀什战役中击败第36师。", "DEFEAT 击败 agent=马占仓 patient=第36师"),
    ("关东军向苏军放下武器。", "SURRENDER 放下 agent=关东军 patient=苏军"),
    ("第29军在上海陷入日军包围。", "ENCIRCLE 包围 agent=日军 patient=第29军 place=上海"),
    ("第29军渡过黄河，台儿庄一役后几乎全军覆没。", "DEFEAT 全军覆没 patient=第29军"),
    ("第29军在上海遭七倍于己的日军围攻而覆灭。", "ENCIRCLE 围攻 agent=日军 patient=第29军 place=上海"),
    ("第29军在上海遭七倍于己的日军围攻而覆灭。", "DEFEAT 覆灭 patient=第29军"),
    ("第200师与数倍于己的日军血战。", "CLASH 血战 agent=第200师 patient=日军"),
    ("张作霖率部转战河北。", "CLASH 转战 agent=张作霖 place=河北"),
    ("第29军经过四个多小时的战斗占领长沙。", "CLASH 战斗 agent=第29军 time=四个多小时"),
    ("谢晋元拒绝投降，坚守至张自忠的第59军前来解围。", "DEFEND 坚守 agent=谢晋元"),
    ("谢晋元拒绝投降，坚守至张自忠的第59军前来解围。", "SUPPORT 解围 agent=第59军"),
    ("第29军未能攻克由第9师防守的要塞。", "DEFEND 防守 agent=第9师"),
    ("朱可夫从西伯利亚调来部队，于12月5日转入反攻。", "ATTACK 反攻 agent=朱可夫 time=12月5日"),
    ("日军在没有宣战的情况下入侵苏联。", "ATTACK 入侵 agent=日军 patient=苏联"),
    ("冈村宁次严令第3师团不惜一切代价夺取石牌。", "CONTROL 夺取 [ordered] agent=第3师团 place=石牌"),
    ("国民政府向日本提出抗议，要求立即撤退。", "RETREAT 撤退 [ordered] agent=日本"),
    ("第29军向盘踞长沙之敌发动总攻。", "CONTROL 盘踞 place=长沙"),
    ("1944年11月，柯尔克孜族部队在伊宁发动暴动。起义军攻占机场。", "CONTROL 攻占 agent=柯尔克孜族部队"),
    ("吴佩孚的结局不明，一说他受伤后自杀。", "CASUALTY 自杀 [source:一说] patient=吴佩孚"),
    ("第29军在果子沟被日军居高临下的机枪火力阻住。", "DEFEND 阻住 agent=日军 patient=第29军 place=果子沟"),
    ("张学良被日本人带往大连软禁。", "CAPTURE 软禁 patient=张学良"),
    ("国军伤亡、失踪达数千人。", "CASUALTY 伤亡 patient=国军 quantity=数千人"),
    ("张宗昌投靠山东的韩复榘。", "SURRENDER 投靠 agent=张宗昌 patient=韩复榘"),
    ("盛世才占领迪化，经蒋介石、冯玉祥资助扩充军队。", "SUPPORT 资助 agent=蒋介石 agent=冯玉祥 patient=盛世才"),
    ("杨增新解除了逃入新疆的白俄军队的武装。", "RETREAT 逃入 agent=白俄军队 destination=新疆"),
    ("杨增新解除了逃入新疆的白俄军队的武装。", "MATERIEL 解除 agent=杨增新 patient=白俄军队"),
    ("日军砲擊上海。", "ATTACK 砲擊 agent=日军 patient=上海"),
    ("张作霖占领北京，将第29军交给张宗昌指挥。", "COMMAND 指挥 agent=张宗昌 patient=第29军"),
    ("张宗昌在上海失利后率部抵达长沙。", "MOVE 抵达 agent=张宗昌 destination=长沙"),
    ("张作霖占领北京，在北京与苏联代表签订协定。", "NEGOTIATE 签订 agent=张作霖 patient=苏联 place=北京"),
    ("张作霖占领北京，与吴佩孚反目，双方在长沙发生冲突。", "CLASH 冲突 agent=张作霖 patient=吴佩孚 place=长沙"),
    ("川岛芳子在北京被处以死刑。", "ATROCITY 死刑 patient=川岛芳子 place=北京"),
    ("日军进攻上海，张学良途经长沙时被日军识破并俘获。", "CAPTURE 俘获 agent=日军 patient=张学良"),
    ("日军进攻上海，蒋介石大怒，派张学良进攻日军。", "MOVE 派 agent=蒋介石 patient=张学良"),
    ("第29军撤退，张学良主张投降，在苏联的劝说下接受改编。", "DECLARE 劝说 agent=苏联 patient=张学良"),
    ("蒋介石加入同盟国以协助苏联，随即被日军进攻。", "ATTACK 进攻 agent=日军 patient=蒋介石"),
    ("守卫长沙的第29军已到了弹尽粮绝的境地。", "DEFEND 守卫 agent=第29军 place=长沙"),
    ("杨虎城在西安与马鸿逵率领的回族部队会合。", "MOVE 会合 agent=杨虎城 agent=回族部队 place=西安"),
    (
        "1920年夏，曾被直军击败而损失惨重的张作霖与张宗昌一起经锦州退往奉天。",
        "RETREAT 退往 agent=张作霖 agent=张宗昌 destination=奉天",
    ),
    ("蒋介石要求张学良进攻红军，命令他前往西安，他率部进攻延安。", "ATTACK 进攻 agent=张学良"),
    ("红军撤退后，唐生智请求日本支援他重返湖南。", "MOVE 重返 [ordered] agent=唐生智 destination=湖南"),
    ("此后溥仪被送往日军占领下的长春。", "CONTROL 占领 agent=日军 place=长春"),
    ("石达开企图以流亡云南的苗族武装组建新军，最终未获成功。", "ORGANIZE 组建 [attempted]"),
    ("部下纷纷投降的石友三逃往山东。", "SURRENDER 投降 agent=石友三"),
    ("石友三声称将协助张学良平定叛乱。", "DEFEAT 平定 [planned] [source:石友三]"),
    ("红军将撤退的清军包围。", "RETREAT 撤退 agent=清军"),
    ("红军攻占吉安，其旧部随即发动了反对金树仁的暴动。", "ATTACK 暴动 patient=金树仁"),
    ("在天津期间，吴佩孚逮捕了李大钊。", "CAPTURE 逮捕 agent=吴佩孚 patient=李大钊 place=天津"),
    ("石达开出走四川。", "RETREAT 出走 agent=石达开 destination=四川"),
    ("赵登禹奉宋哲元命令南下进攻天津。", "ATTACK 进攻 agent=赵登禹 patient=天津"),
    ("赵登禹按照宋哲元的指示撤退。", "ORDER 指示 agent=宋哲元 patient=赵登禹"),
    ("石友三，吉林人，原在西北军中任职，1929年倒戈投向蒋介石。", "SURRENDER 倒戈 agent=石友三 patient=蒋介石"),
    ("红军与西北军试图在城外阻挡，结果大败。", "DEFEAT 大败 patient=红军 patient=西北军"),
    ("马福元包围英吉沙，杜聿明率数百人据守城堡。", "DEFEND 据守 agent=杜聿明 patient=马福元"),
    ("1933年春，省军夺回吐鲁番，据说马占仓被杀，马世明也遇害。", "CASUALTY 遇害 patient=马世明"),
    ("军事委员会发言人否认长沙陷落。", "CONTROL 陷落 [negative] [source:军事委员会发言人] place=长沙"),
    ("日军声称衡阳已被占领。", "CONTROL 占领 [source:日军] place=衡阳"),
    ("中央社桂林六日急电：第9师克复浏阳。", "CONTROL 克复 [source:中央社] agent=第9师 place=浏阳"),
    ("本报长沙六日专电：第9师克复浏阳。", "CONTROL 克复 agent=第9师 place=浏阳"),
    ("军令部发言人今晨称，第9师已克复浏阳。", "CONTROL 克复 [source:军令部发言人] agent=第9师 place=浏阳"),
    ("据第九战区参谋处息，第3师攻占德山。", "CONTROL 攻占 [source:第九战区参谋处] agent=第3师 place=德山"),
    ("蒋介石电令薛岳，着第10军攻占德山。", "CONTROL 攻占 [ordered] agent=第10军 place=德山"),
    ("敌第3师团与我第10军激战于长沙，敌死伤甚重。", "CASUALTY 死伤 patient=第3师团"),
    ("敌第3、第6师团会攻长沙，我第10军死守。", "DEFEND 死守 agent=第10军 patient=第3 patient=第6师团"),
    ("国民政府宣布南京失陷。", "CONTROL 失陷 place=南京"),
    ("李玉堂三日电呈薛岳长官、王军长耀武：“日军猛攻长沙。”", "ATTACK 猛攻 [source:李玉堂] agent=日军"),
    ("参加过北伐战争的李济深率第四军到达桂林。", "COMMAND 率 agent=李济深 patient=第四军"),
    ("和加尼牙孜与曾任王府总管的尧乐博斯率部攻入回城。", "ATTACK 攻入 agent=和加尼牙孜 agent=尧乐博斯 patient=回城"),
    ("冯子材不顾潘鼎新劝阻，与王孝祺率兵夜袭镇南关。", "ATTACK 夜袭 agent=冯子材 agent=王孝祺 patient=镇南关"),
    ("王孝祺与陈嘉协力夺回镇南关。", "CONTROL 夺回 agent=王孝祺 agent=陈嘉 place=镇南关"),
    ("张学良与阎锡山秘密会晤，商定出兵。", "NEGOTIATE 商定 agent=张学良 patient=阎锡山"),
    ("阎锡山致电蒋介石请求派兵。", "MOVE 派兵 [ordered] [source:阎锡山] agent=蒋介石"),
    ("李宗仁令庞炳勋死守临沂，并急调张自忠的第59军前往增援。", "MOVE 调 agent=李宗仁 patient=第59军"),
    ("日军调集八个师团由南北两面夹击徐州。", "ATTACK 夹击 agent=日军 patient=徐州"),
    ("齐燮元与皖系的卢永祥为争夺上海而爆发战争。", "CLASH 战争 agent=齐燮元 patient=卢永祥"),
    ("苏联向国民军提供武器，并派顾问团协助其训练军队。", "SUPPORT 协助 patient=国民军"),
    ("孙传芳派卢香亭开赴江西，自己则坐镇九江指挥。", "COMMAND 坐镇 agent=孙传芳 place=九江"),
    ("吴佩孚坐镇汉口指挥作战。", "COMMAND 指挥 agent=吴佩孚"),
    ("吴佩孚闻讯后率部回师，在杨村被冯玉祥击败。", "DEFEAT 击败 agent=冯玉祥 patient=吴佩孚 place=杨村"),
    ("寿山拒绝了俄军要其撤兵的要求。", "RETREAT 撤兵 [ordered] agent=寿山"),
    ("杜聿明不听史迪威要他退往印度的命令，率第5军回国。", "ORDER 命令 agent=史迪威 patient=杜聿明"),
    ("杜聿明不听史迪威要他退往印度的命令，率第5军回国。", "RETREAT 退往 [ordered] agent=杜聿明 destination=印度"),
    ("蒋介石拒绝了史迪威让第8军撤退的建议。", "DECLARE 建议 agent=史迪威 patient=第8军"),
    ("正与奉军激战的吴佩孚令冯玉祥迎敌。", "ORDER 令 agent=吴佩孚 patient=冯玉祥"),
    ("正与奉军激战的吴佩孚令冯玉祥迎敌。", "CLASH 激战 agent=吴佩孚 patient=奉军"),
    ("国民军与奉军开战，经过半个月的激战占领天津。", "CONTROL 占领 agent=国民军 place=天津"),
    ("冯玉祥随阎相文入陕，阎相文自杀后继任陕西督军。", "ORGANIZE 继任 patient=冯玉祥"),
    ("第29军遭到围攻，除宋哲元突围外几乎全军覆没。", "RETREAT 突围 agent=宋哲元"),
    ("冯玉祥应阎锡山之邀赴太原，旋遭软禁。", "CAPTURE 软禁 patient=冯玉祥"),
    ("清廷派胜保、多隆阿率军入陕，前者因作战不力被革职，后者战死。", "ORGANIZE 革职 patient=胜保"),
    ("刘锦棠出任巡抚，六年后因病离职。", "ORGANIZE 离职 patient=刘锦棠"),
    ("阿古柏在库尔勒暴卒，一说为部下所毒杀，其子伯克胡里称汗。", "CASUALTY 毒杀 [source:一说] patient=阿古柏"),
    ("至此新疆全境均告收复。", "CONTROL 收复 place=新疆"),
    ("左宗棠移营肃州，令刘锦棠出关。", "MOVE 移营 agent=左宗棠 destination=肃州"),
    ("日军守备队两千人除五十余人被俘外悉数被歼。", "CAPTURE 被俘 quantity=五十余人"),
    ("第29军除宋哲元突围外悉数被歼。", "DEFEAT 被歼 patient=第29军"),
    ("松山久攻不下，卫立煌调集第8军。", "ATTACK 攻 patient=松山"),
    (
        "第8军由雷多出发，沿胡康河谷南进，与由梅里尔率领的第5307支队一起奇袭密支那。",
        "MOVE 南进 agent=第8军 place=胡康河谷",
    ),
    (
        "第8军由雷多出发，沿胡康河谷南进，与由梅里尔率领的第5307支队一起奇袭密支那。",
        "ATTACK 奇袭 agent=第8军 agent=第5307支队 patient=密支那",
    ),
    ("新1军攻占八莫，继而与从腾冲出击的远征军会师。", "ATTACK 出击 agent=远征军"),
    ("日本方面的战史承认第18师团损失惨重，但否认有部队投降。", "SURRENDER 投降 [negative] [source:日本方面的战史]"),
    ("被俘的日军官兵被押往昆明。", "CAPTURE 被俘 patient=日军"),
    (
        "根据第5军的战报，此役共击毙日军四千余人，俘虏102人。",
        "CASUALTY 击毙 [source:第5军的战报] agent=第5军 patient=日军 quantity=四千余人",
    ),
    (
        "根据第5军的战报，此役共击毙日军四千余人，俘虏102人。",
        "CAPTURE 俘虏 [source:第5军的战报] agent=第5军 quantity=102人",
    ),
    ("中国军队将分三路反攻南宁。", "ATTACK 反攻 [planned] agent=中国军队 patient=南宁"),
    ("中村正雄在九塘中弹，次日不治身亡。", "CASUALTY 身亡 patient=中村正雄"),
    ("日军派飞机轰炸昆明，但未能命中目标。", "ATTACK 轰炸 agent=日军 patient=昆明 instrument=飞机"),
    ("日军派飞机轰炸昆明，但未能命中目标。", "ATTACK 命中 [negative] agent=日军"),
    ("马仲英进攻奇台，马仲杰身先士卒，中弹阵亡。", "CASUALTY 阵亡 patient=马仲杰"),
    ("盛世才击败马仲英，马军因断粮，退往吐鲁番。", "RETREAT 退往 agent=马军 destination=吐鲁番"),
    ("1936年，巴平古特被押解迪化处死。", "ATROCITY 处死 patient=巴平古特"),
    ("1936年，巴平古特被押解迪化处死。", "CAPTURE 押解 patient=巴平古特 destination=迪化"),
    ("张培元秘密与马仲英结盟，相约夹攻迪化。", "NEGOTIATE 相约 agent=张培元 patient=马仲英"),
    ("张培元秘密与马仲英结盟，相约夹攻迪化。", "ATTACK 夹攻 [planned] agent=张培元 patient=迪化"),
    ("马世明与白俄军队激战，终因弹药告罄而退走。", "RETREAT 退走 agent=马世明"),
    ("守军向苏联告急，第9师进攻伊宁，得到苏联提供的大炮后，才攻陷该城。", "CONTROL 攻陷 agent=第9师 place=伊宁"),
    ("吴忠信急电重庆求援。", "DECLARE 求援 agent=吴忠信 patient=重庆"),
    ("日军要求第29军撤退，遭拒绝后发动进攻。", "ATTACK 进攻 agent=日军"),
    ("苏联要求马占山投降，被他拒绝，于是出兵攻打海伦。", "ATTACK 攻打 agent=苏联 patient=海伦"),
    ("苏联要求马占山投降，被他拒绝，于是出兵攻打海伦。", "SURRENDER 投降 [ordered] agent=马占山"),
    ("盛世才与马仲英的部将马世明交战。", "CLASH 交战 agent=盛世才 patient=马世明"),
    ("张治中与苏联的代表谈判。", "NEGOTIATE 谈判 agent=张治中 patient=苏联"),
    ("第3师和冯玉祥的部下李鸣钟进攻北京。", "ATTACK 进攻 agent=第3师 agent=李鸣钟"),
    ("马占仓诱使铁木尔出城，将其射杀。", "CASUALTY 射杀 agent=马占仓 patient=铁木尔"),
    ("蒋介石免去盛世才的督办职务，调任农林部长。", "ORGANIZE 调任 patient=盛世才"),
    ("苏军肃清了残余的第36师部队。", "DEFEAT 肃清 agent=苏军 patient=第36师部队"),
    ("1933年，盛世才率四千人北上，两军在紫泥泉遭遇。", "CLASH 遭遇 place=紫泥泉"),
    ("1924年，白崇禧进攻南宁，他与李宗仁等人联合驱逐陆荣廷。", "CONTROL 驱逐 agent=白崇禧 agent=李宗仁 patient=陆荣廷"),
    ("孙传芳渡江反攻，白崇禧与何应钦在龙潭迎击，血战六昼夜。", "CLASH 血战 agent=白崇禧 agent=何应钦 patient=孙传芳"),
    ("1911年，白崇禧加入学生敢死队北上。", "MOVE 北上 agent=白崇禧"),
    ("1930年，桂军倾巢入湘。", "MOVE 入 agent=桂军 destination=湘"),
    ("杨增新率军开赴哈密，将铁木耳诱至迪化缴械。", "MATERIEL 缴械 agent=杨增新 patient=铁木耳"),
    ("边永福在伊犁兵变，被其部下缚送官府。", "CAPTURE 缚送 patient=边永福"),
    ("省军窜扰阿山，道尹周务学兵力单薄，无力抵御，于7月23日自杀。", "CASUALTY 自杀 patient=周务学"),
    ("和加尼牙孜派尧乐博斯赴南京请愿，途经酒泉时被马仲英说服。", "MOVE 途经 agent=尧乐博斯 place=酒泉"),
    ("喀什掌握在马绍武手中。", "CONTROL 掌握 agent=马绍武 place=喀什"),
    ("疏勒在马占仓掌握之中。", "CONTROL 掌握 agent=马占仓 place=疏勒"),
    ("乌斯满疑心铁木尔进攻喀什，便率军退往山中。", "RETREAT 退往 agent=乌斯满"),
    ("金树仁派往焉耆的援军在途中遭到截击。", "MOVE 派往 agent=金树仁 destination=焉耆"),
    ("喀什与迪化之间的交通断绝。", "ENCIRCLE 断绝 place=喀什 place=迪化"),
    ("铁木尔在库车起事，与马世明派来的马占仓结盟后合兵西进。", "MOVE 西进 agent=铁木尔"),
    ("铁木尔密令部下偷袭疏勒。", "ATTACK 偷袭 [ordered] agent=铁木尔 patient=疏勒"),
    ("阿卜杜拉从莎车调来的和阗军进攻喀什。", "MOVE 调来 agent=阿卜杜拉 patient=和阗军 origin=莎车"),
    ("马占仓控制了喀什。铁木尔大怒，要求他交出步枪。", "DECLARE 要求 agent=铁木尔 patient=马占仓"),
    ("马占仓背着铁木尔控制了喀什。", "CONTROL 控制 agent=马占仓 place=喀什"),
    ("阿卜杜拉游说铁木尔进攻喀什，却反被铁木尔软禁。", "CAPTURE 软禁 agent=铁木尔 patient=阿卜杜拉"),
    ("马占仓发觉，喀什由马绍武控制，遂开进疏勒。", "MOVE 开进 agent=马占仓 destination=疏勒"),
    ("1938年1月，韩复榘被蒋介石扣押，同月24日在武昌被处决。", "ATROCITY 处决 agent=蒋介石 patient=韩复榘 place=武昌"),
    ("1900年6月，清廷下诏宣战。", "DECLARE 宣战 agent=清廷"),
    ("八国联军进攻北京，裕禄兵败自戕。", "CASUALTY 自戕 patient=裕禄"),
    ("李秉衡率军迎敌，退至通州后吞金自尽。", "CASUALTY 自尽 patient=李秉衡"),
    ("慈禧太后逃至西安，命人将珍妃推入井中溺死。", "CASUALTY 溺死 [ordered] patient=珍妃"),
    ("盛京将军增祺派人与俄方接洽。", "NEGOTIATE 接洽 agent=增祺 patient=俄方"),
    ("奕劻、李鸿章代表清政府与日本签订条约。", "NEGOTIATE 签订 agent=奕劻 agent=李鸿章 patient=日本"),
    ("金登干代表清廷与法国签订草约。", "NEGOTIATE 签订 agent=金登干 patient=法国"),
    ("俄军逾期不撤，日本遂于1904年2月8日不宣而战，以鱼雷艇夜袭俄国舰队。", "ATTACK 夜袭 agent=日本 patient=俄国舰队"),
    ("林彪指挥的红一军团与刘建绪部在脚山铺激战。", "COMMAND 指挥 agent=林彪 patient=红一军团"),
    (
        "第5师在新圩阻击桂军，参谋长胡震阵亡，全师伤亡两千余人，奉命撤出阵地。",
        "CASUALTY 伤亡 patient=第5师 quantity=两千余人",
    ),
    ("第5师在新圩阻击桂军，参谋长胡震阵亡，全师伤亡两千余人，奉命撤出阵地。", "RETREAT 撤出 [ordered] agent=第5师"),
    ("师长陈树湘率部转战道县，腹部中弹被俘。", "CAPTURE 被俘 patient=陈树湘"),
    ("红军攻占遵义，又歼吴奇伟部两个师，俘敌三千余人。", "CAPTURE 俘 agent=红军 quantity=三千余人"),
    ("红军进入川南，在山区与郭勋祺部激战。", "CLASH 激战 agent=红军 patient=郭勋祺部"),
    ("团长杨得志指挥十七勇士强渡大渡河，击溃川军。", "DEFEAT 击溃 agent=杨得志 patient=川军"),
    ("日军以一名士兵失踪为由要求进入宛平城。", "DECLARE 要求 agent=日军"),
    ("日军以一名士兵失踪为由要求进入宛平城。", "MOVE 进入 [ordered] agent=日军 destination=宛平城"),
    ("日军攻占龙王庙，旋被守军夺回。", "CONTROL 夺回 patient=日军 place=龙王庙"),
    ("柳川平助的第10军乘中国军队不备在金山卫登陆。", "MOVE 登陆 agent=第10军 place=金山卫"),
    ("日军放弃武汉，载运伤员的“中山”号军舰在金口遭日机轰炸沉没。", "MATERIEL 沉没 item=军舰"),
    ("日军攻占腊戍，远征军退路断绝。", "ENCIRCLE 断绝 patient=远征军"),
    ("1941年，叶挺在谈判时被扣。", "CAPTURE 被扣 patient=叶挺"),
    ("第19军南下增援，被阻于老爷山。", "DEFEND 被阻 patient=第19军 place=老爷山"),
    ("傅作义乘晋察冀部队围攻大同之机，攻占集宁。", "ENCIRCLE 围攻 agent=晋察冀部队 patient=大同"),
    ("傅作义乘晋察冀部队围攻大同之机，攻占集宁。", "CONTROL 攻占 agent=傅作义 place=集宁"),
    ("胡宗南调集二十五万人，由洛川分两路进犯延安。", "ATTACK 进犯 agent=胡宗南 patient=延安 origin=洛川"),
    ("彭德怀指挥三万人的部队节节抗击胡宗南。", "DEFEND 抗击 agent=彭德怀 patient=胡宗南"),
    ("曾泽生率第60军起义。", "SURRENDER 起义 agent=第60军"),
    ("郑洞国在中央银行大楼抵抗数日后投降。", "DEFEND 抵抗 agent=郑洞国"),
    ("郑洞国在长春抵抗，后被部下裹挟投降。", "SURRENDER 投降 agent=郑洞国"),
    ("廖耀湘潜逃，在一家旅店被民兵识破捕获。", "CAPTURE 捕获 patient=廖耀湘"),
    ("红军西进，派红九军团佯攻毕节，主力则渡过金沙江。", "MOVE 渡过 agent=红军 place=金沙江"),
    ("卢永祥进攻上海，受到苏、闽两军夹击。", "ATTACK 夹击 agent=苏 agent=闽 patient=卢永祥"),
    ("吴佩孚率八千人回救天津。", "SUPPORT 回救 agent=吴佩孚 patient=天津"),
    ("吴佩孚自塘沽南逃，残部数万人被奉军缴械收编。", "ORGANIZE 收编 agent=奉军 patient=吴佩孚 quantity=数万人"),
    ("吴佩孚自塘沽南逃，残部数万人被奉军缴械收编。", "MATERIEL 缴械 agent=奉军 patient=吴佩孚 quantity=数万人"),
    ("施从滨率白俄雇佣兵反攻，在固镇兵败被俘。", "CAPTURE 被俘 patient=施从滨 place=固镇"),
    ("冯玉祥赴苏联考察，由张之江代理督办，率部退守南口。", "RETREAT 退守 agent=张之江 destination=南口"),
    ("吴佩孚任命冯玉祥为总司令，他本人坐镇北京。", "COMMAND 坐镇 agent=吴佩孚 place=北京"),
    ("潘国纲不战而退，孙传芳进入杭州。", "RETREAT 不战而退 agent=潘国纲"),
    ("白川义则增兵奉天，暗中派炮兵支援张作霖。", "SUPPORT 支援 agent=白川义则 patient=张作霖"),
    ("希特勒拒绝批准保卢斯突围的请求。", "RETREAT 突围 [ordered] agent=保卢斯"),
    ("杜聿明拒不服从史迪威退往印度的命令，率部翻越野人山。", "RETREAT 退往 [ordered] agent=杜聿明 destination=印度"),
    ("杜聿明拒不服从史迪威退往印度的命令，率部翻越野人山。", "ORDER 命令 agent=史迪威 patient=杜聿明"),
    ("刚被晋升为元帅的保卢斯率部投降。", "SURRENDER 投降 agent=保卢斯"),
    ("刚被晋升为元帅的保卢斯率部投降。", "ORGANIZE 晋升 patient=保卢斯"),
    ("曼施坦因攻陷坚守二百五十天的塞瓦斯托波尔。", "DEFEND 坚守 place=塞瓦斯托波尔 time=二百五十天"),
    ("朱可夫负责组织莫斯科的防御。", "DEFEND 防御 agent=朱可夫 place=莫斯科"),
    ("驻守叶尔羌的第36师起初保持中立，5月下旬突然倒向叛军，控制了喀什。", "SURRENDER 倒向 agent=第36师"),
    ("赫定在库尔勒被马仲英扣留，直到苏军逼近才得以脱身。", "RETREAT 脱身 agent=赫定"),
    (
        "盛世才任命和加尼牙孜为副主席，1937年又以勾结第36师的罪名将其处决。",
        "ATROCITY 处决 agent=盛世才 patient=和加尼牙孜",
    ),
    ("麻木提部切断了喀什通往乌鲁木齐的公路。", "ENCIRCLE 切断 place=喀什 place=乌鲁木齐"),
    ("苏军进攻喀什，印度商人被驱逐出境。", "ATROCITY 驱逐出境 patient=印度"),
    ("董福祥奉命率甘军镇压，俘获韩文秀。", "CAPTURE 俘获 agent=甘军 patient=韩文秀"),
    ("蒋介石命令白崇禧率桂军北上，攻占徐州。", "CONTROL 攻占 [ordered] agent=桂军 place=徐州"),
    ("1864年，库车、乌鲁木齐相继爆发叛乱。", "ATTACK 叛乱 place=库车 place=乌鲁木齐"),
    ("沙俄派科尔帕科夫斯基率军占领伊犁，并遣使与阿古柏签订条约。", "NEGOTIATE 签订 agent=沙俄 patient=阿古柏"),
    ("清军收复喀什，新疆全境平定。", "DEFEAT 平定 patient=新疆"),
    ("佟麟阁被派往镇压。", "DEFEAT 镇压 agent=佟麟阁"),
    ("第36师北上，尧乐博斯与马虎山早有密约，遂在哈密举兵。", "ATTACK 举兵 agent=尧乐博斯 place=哈密"),
    ("乌斯满部被解放军击溃，尧乐博斯偕妻子及随从约二百人越过边境。", "MOVE 越过 agent=尧乐博斯"),
    ("第4师受命为乌斯满部运送粮食和子弹三万发。", "SUPPORT 运送 [ordered] patient=乌斯满部 item=子弹 quantity=三万发"),
    ("南京派代表前往沈阳游说张学良。", "MOVE 派 agent=南京 destination=沈阳"),
    ("马仲英兵败南走。", "RETREAT 南走 agent=马仲英"),
    ("省军杀害百姓，逃入山中的难民因此投奔和加尼牙孜。", "SURRENDER 投奔 patient=和加尼牙孜"),
    ("马仲英击溃守军，缴获的弹药足供两月之用。", "MATERIEL 缴获 agent=马仲英 item=弹药"),
    ("金树仁大惊，急忙召回驻防伊犁的张培元。", "MOVE 召回 agent=金树仁 patient=张培元"),
    ("马仲英下令强攻哈密，伤亡二百余人。", "CASUALTY 伤亡 quantity=二百余人"),
    ("熊发友进攻哈密，伤亡过半，残部翻山逃回镇西。", "RETREAT 逃回 agent=熊发友 destination=镇西"),
    ("尧乐博斯致函艾沙与伊敏，邀请二人来台。", "DECLARE 邀请 agent=尧乐博斯 patient=艾沙 patient=伊敏"),
    ("1949年9月25日，陶峙岳通电脱离国民政府。", "SURRENDER 脱离 agent=陶峙岳"),
    ("王家烈率第25军南下。王家烈下令撤退。", "RETREAT 撤退 [ordered] agent=第25军"),
    ("日军下令进攻徐州。", "ATTACK 进攻 [ordered] agent=日军 patient=徐州"),
    ("盛世才下令处决毛泽民。", "ATROCITY 处决 [ordered] agent=盛世才 patient=毛泽民"),
    ("南京国民政府下令免去阎锡山职务。", "ORGANIZE 免去 [ordered] agent=南京国民政府 patient=阎锡山"),
    ("被围日军弹尽粮绝，仍顽抗不退，6月14日才放弃衡阳南撤。", "RETREAT 南撤 agent=日军 origin=衡阳"),
    ("第53军向南进攻，又被日军阻于大塘子。", "DEFEND 阻 agent=日军 patient=第53军"),
]


@pytest.fixture(scope="module")
def run(ungated: Stage, resources: Resources) -> Run:
    """A function from a text to its document with events."""
    knowledge = reading_knowledge(resources)
    return lambda text: ungated(read_bytes(text.encode(), name="例", format="plain", knowledge=knowledge))


def lines(document: Document) -> list[tuple[str, set[str]]]:
    """Each event as its head (type, trigger, attributes) and the set of its arguments."""
    found = []
    for event in document.events:
        marks = [event.polarity] if event.polarity != "positive" else []
        marks += [event.modality] if event.modality != "actual" else []
        marks += [f"source:{event.source}"] if event.source is not None else []
        head = " ".join([event.type, document[event.trigger], *(f"[{mark}]" for mark in marks)])
        arguments = {f"{argument.role}={document[argument.mention.span]}" for argument in event.arguments}
        found.append((head, arguments))
    return found


@pytest.mark.parametrize(("text", "wanted"), CONSTRUCTIONS)
def test_construction(run: Run, text: str, wanted: str) -> None:
    parts = wanted.split(" ")
    head = " ".join(part for part in parts if "=" not in part)
    arguments = {part for part in parts if "=" in part and not part.startswith("[")}
    found = lines(run(text))
    assert any(head == one and arguments <= others for one, others in found), found


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("吴佩孚被张作霖击败。", "agent=吴佩孚"),
        ("其长子战死。", "patient=其长子"),
        ("马仲英打着国民政府的旗帜作战。", "agent=国民政府"),
        ("苏联红军越过边界，协助盛世才。", "patient=苏联红军"),
        ("吴佩孚击败张作霖。次日攻占滦州。", "agent=张作霖"),
        ("日军计划于9月进攻长沙，10月增援武汉。", "patient=日军"),
        ("第5军集中全部重炮攻打昆仑关，双方隔山对峙。", "item=重炮"),
        ("据第9兵团统计，此役共歼敌一万人，己方冻伤两万人。", "patient=第9兵团"),
        ("英国在日本的压力下封闭了滇缅公路。", "place=日本"),
        ("国民军与奉军开战，经过半个月的激战占领天津。", "agent=奉军"),
        ("李宗仁负责指挥津浦路的作战。", "agent=津浦路"),
        ("军令部发言人今晨称，第9师已克复浏阳。", "time=今晨"),
        ("本报桂林六日专电：第9师克复浏阳。", "time=六日"),
        ("日军发动进攻，敌我伤亡均重，第10军固守长沙。", "patient=第3师团"),
        ("苏军进攻迪化，张作霖与政变有涉。", "agent=张作霖"),
        ("日军进攻湖南，长沙平民200人丧生。", "patient=长沙"),
        ("盛世才逮捕了四百多人，其中多数被秘密处决。", "patient=盛世才"),
        ("蒙古派飞机轰炸省军阵地，以掩护他的撤退。", "destination=蒙古"),
        ("马仲英谴责盛世才，号召居民效忠南京政府。", "agent=盛世才"),
        ("张国琥被困哈密，当地农民将张国琥杀死，随后攻打沁城。", "agent=张国琥"),
        ("盛世才发动反攻，将哈密以东的起事者逐一肃清。", "patient=哈密"),
        ("金树仁派往焉耆的援军在途中遭到截击。", "patient=焉耆"),
        ("英军攻入北京，解了被围五十五天的各国公使之围。", "patient=英军"),
        ("省军杀害百姓，逃入山中的难民因此投奔和加尼牙孜。", "agent=和加尼牙孜"),
    ],
)
def test_nothing_is_filled_by_guess(run: Run, text: str, forbidden: str) -> None:
    found = lines(run(text))
    assert found
    assert all(forbidden not in arguments for _, arguments in found)


@pytest.mark.parametrize(
    "text",
    [
        "进攻" * 5000,
        "未能试图进攻" * 1000,
        "“（「" * 3000,
        "）」”" * 3000,
        "（" * 5000,
        "马仲英、" * 3000,
        "苏联的" * 3000,
        "1" * 20000,
        "The army attacked. " * 500,
        "，" * 5000 + "日军进攻上海。",
        "日军进攻南京，" + "和".join(["蒋介石", "第29军", "张学良"] * 300) + "被击败。",
        "日军被刘玉春率部击败" * 300,
        "日军进攻南京，" + "七倍于己的" * 3000 + "日军",
    ],
)
def test_hostile_text_is_read_through(run: Run, text: str) -> None:
    document = run(text)
    assert document.text == text.strip()
    assert all(document.sentences[event.sentence].span.contains(event.trigger) for event in document.events)


def test_speech_goes_on_over_sentences(run: Run) -> None:
    document = run("李宗仁回忆说：“日军进攻台儿庄。孙连仲坚守台儿庄。”日军随后撤退。")
    sources = {document[event.trigger]: event.source for event in document.events}
    assert sources["进攻"] == sources["坚守"] == "李宗仁"
    assert sources["撤退"] is None


TOLD = """日军进犯湖南。
敌第3、第6师团会攻长沙，我第10军死守。敌伤亡甚重。
敌第40师团西进，敌第6师团后退。我第4军固守浏阳。"""


def test_whom_a_newspaper_calls_the_foe(run: Run) -> None:
    found = dict(lines(run(TOLD)))
    assert {"patient=第3", "patient=第6师团"} <= found["DEFEND 死守"]  # the only ones of the paragraph
    assert {"patient=第3", "patient=第6师团"} <= found["CASUALTY 伤亡"]
    assert "patient=日军" in found["DEFEND 固守"]  # of two rows neither, so the whole army


def test_nobody_is_the_foe_of_an_encyclopaedia(run: Run) -> None:
    found = dict(lines(run("日军进犯湖南。\n第10军固守长沙。敌伤亡甚重。")))
    assert found["CASUALTY 伤亡"] == set()


def test_time_and_its_basis(run: Run) -> None:
    document = run("1937年9月25日，八路军伏击日军，缴获步枪。林彪指挥战斗。日军撤退。")
    basis = [(document[event.trigger], event.time, event.time_basis) for event in document.events]
    assert ("伏击", "1937-09-25", "own") in basis or ("伏击", "1937-09-25", "sentence") in basis
    assert ("缴获", "1937-09-25", "sentence") in basis
    assert ("撤退", "1937-09-25", "carried") in basis


def test_a_named_event_is_no_event(run: Run) -> None:
    assert not run("白求恩援助西班牙内战。").events


def test_a_pair_spans_both_in_any_order() -> None:
    first, second = (Phrase(span, (Mention(span, "PERSON", "test"),)) for span in (Span(0, 3), Span(5, 8)))
    pair = coordinate(second, first, joint=None)
    assert pair.span == Span(0, 8)
    assert [head.span for head in pair.heads] == [Span(5, 8), Span(0, 3)]
