"""Marked text: what the recognizer finds in sentences of many wars."""

import itertools
import re

import pytest

from jishi.document import Document, Mention, Source, Span, Stage
from jishi.read import fold
from jishi.recognize import recognition_tracer, recognize
from jishi.resources import Resources, load_resources
from jishi.segment import make_segmenter, segment_words, split_sentences

MARK = re.compile(r"\[(?P<surface>[^\[\]]+) (?P<label>[A-Z]+)\]")
NAMED = frozenset({"PERSON", "PLACE", "UNIT", "ORG", "GROUP", "WEAPON", "EVENT"})


@pytest.fixture(scope="module")
def resources() -> Resources:
    return load_resources()


@pytest.fixture(scope="module")
def recognizer(resources: Resources) -> Stage:
    stage = recognize(resources)
    segment = segment_words(make_segmenter("jieba"))
    return lambda document: stage(segment(split_sentences(document)))


def unmark(marked: str) -> Document:
    text = MARK.sub(lambda mark: mark["surface"], marked)
    return Document("test", "test", text, fold(text), Source("", "plain", ""))


def mark(document: Document) -> str:
    """The text with its named mentions marked; times and quantities have tests of their own."""
    parts, at = [], 0
    for mention in document.mentions:
        if mention.label in NAMED:
            parts += [document.text[at : mention.span.start], f"[{document[mention.span]} {mention.label}]"]
            at = mention.span.end
    return "".join([*parts, document.text[at:]])


MARKED = [
    # names next to what could be part of them
    "[阿不都·尼亚孜 PERSON]率部撤往[莎车 PLACE]，[基奇克·阿洪 PERSON]没有同行。",
    "[麻木提·穆依提 PERSON]率部抵达[叶尔羌 PLACE]，后来在[叶尔羌 PLACE]起事。",
    "[塔城 PLACE]道尹[张健 PERSON]与[巴奇赤 PERSON]谈判。",
    "[杨增新 PERSON]密令[阿克苏 PLACE]镇守使[马绍武 PERSON]南下。",
    "[盛世才 PERSON]扣押[陈潭秋 PERSON]、[毛泽民 PERSON]，次年将[陈 PERSON]、[毛 PERSON]二人处决。",
    "[盛世才 PERSON]统治[新疆 PLACE]，[盛世才 PERSON]之弟遇害，[盛 PERSON]宣称是意外。",
    "[曼施坦因 PERSON]任[顿河集团军群 UNIT]司令。",
    # numbered formations and their owners
    "[国民革命军第四军 UNIT]击溃[吴佩孚部 UNIT]。",
    "[东北野战军第四纵队 UNIT]、[第十一纵队 UNIT]在[塔山 PLACE]阻击。",
    "[八路军129师 UNIT]与[日军第33师团 UNIT]激战。",
    "[苏联第57特别军 UNIT]增援。",
    "[新编第38师孙立人部 UNIT]出发。",
    "命令[美第8集团军 UNIT]撤至[清川江 PLACE]以南。",
    "[日軍第五師團 UNIT]主力登陸。",
    # forces without a number
    "[英缅军 UNIT]撤出[仰光 PLACE]。",
    "[苏蒙联军 UNIT]发动总攻。",
    "[山县支队 UNIT]被围。",
    "[蒙古军队 UNIT]越境，士兵们冻伤。",
    "[民族军 UNIT]先头部队抵达[玛纳斯河 PLACE]。",
    "[鲁效祖 PERSON]率部前往[哈密 PLACE]，[鲁部 UNIT]尚未抵达。",
    "[马仲英 PERSON]与[和加尼牙孜 PERSON]的联军伏击了[省军 UNIT]。",
    "[陈中 PERSON]与[陶明樾 PERSON]会晤，[陈中 PERSON]等人占领[督办公署 ORG]。",
    "[苏方 PLACE]向[省军 UNIT]提供了[步枪 WEAPON]。",
    "[日军 UNIT]被守军用[机枪 WEAPON]击退。",
    "[日军 UNIT]轰炸守军阵地，炸毁弹药库。",
    "[中原军区部队 UNIT]突围。",
    "各师炮兵和骑兵待命。",
    # possession and time of action break a designation
    "[孙传芳 PERSON]的部队在[南昌 PLACE]作战。",
    "[苏联 PLACE][飞机 WEAPON]轰炸[36师 UNIT]。",
    # persons
    "师长[戴安澜 PERSON]阵亡。",
    "[小畑英良 PERSON]自杀。",
    "[東鄉平八郎 PERSON]率[日本聯合艦隊 UNIT]出擊。",
    "“[马将军 PERSON]不在”，参谋说。",
    # abbreviations
    "[中 PLACE][日 PLACE]双方停战。",
    "[日方 PLACE]提出抗议。",
    # organizations, events, weapons
    "[英国驻喀什领事馆 ORG]报告。",
    "[一二八事变 EVENT]爆发。",
    "签订《[马关条约 EVENT]》。",
    "[日军 UNIT]在[关岛 PLACE]登陆。",
    "使用[芥子气炸弹 WEAPON]和[重机枪 WEAPON]。",
    "[德军 UNIT]占领了[格鲁琼兹 PLACE]与[姆瓦瓦 PLACE]，随后攻克[西迪·巴拉尼 PLACE]。",
    "[俄国 PLACE]皇帝[亚历山大一世 PERSON]会见[拿破仑三世 PERSON]。",
    "但[李翔 PERSON]将军率部撤退。",
    "[红军 UNIT]党政军机关撤离[瑞金 PLACE]，这是唯一一个没有失守的城市，[日军 UNIT]一路死伤。",
    "[南遣舰队 UNIT]改编为[第一南遣舰队 UNIT]。",
    "[马仲英 PERSON]先后攻占[黄芦岗 PLACE]和[哈密 PLACE]，连克[镇西 PLACE]、[奇台 PLACE]。",
    "[贺龙 PERSON]率部在[南昌 PLACE]起义。",
    "[刘斌 PERSON]据守[汉城 PLACE]，在城破前撤走。",
    "[第8师 UNIT][陶师长峙岳 PERSON]偕[胡军长宗南 PERSON]视察，[陶师长 PERSON]旋赴[宝山 PLACE]。",
    "[赵师长登禹 PERSON]阵亡，[第9师 UNIT]继续抵抗。",
    "[佟副軍長麟閣 PERSON]與[第9師 UNIT]同守[南苑 PLACE]。",
    "[第9师 UNIT][马师长 PERSON]速派兵增援。",
    "[日军第3 UNIT]、[第6 UNIT]、[第40师团 UNIT]进攻[长沙 PLACE]。",
    "[第60 UNIT]、[61 UNIT]、[62师 UNIT]退守[浏阳 PLACE]，第60号命令下达。",
    "[日军 UNIT]由[华容 PLACE]、[松木口 PLACE]等处渡河。",
    "[韩复榘 PERSON]率部叛[冯 PERSON]投蒋，[冯玉祥 PERSON]下野。",
    "[日军 UNIT]占领[瑷珲 PLACE]、[齐齐哈尔 PLACE]、[吉林 PLACE]和[奉天 PLACE]。",
    "原属[吴佩孚 PERSON]的[刘佐龙 PERSON]倒戈，[北伐军 UNIT]攻占[汉阳 PLACE]。",
    "他乘[轮船 WEAPON]“[胜利 WEAPON]”号回国，[日军 UNIT]撤退。",
    "[左宗棠 PERSON]命[刘松山部 UNIT]由[绥德 PLACE]西进。",
    "[回民 GROUP]围攻[西安 PLACE]达一年之久，[清军 UNIT]来援。",
    "[伯克胡里 PERSON]杀[海古拉 PERSON]，在[喀什噶尔 PLACE]称汗，[清军 UNIT]南下。",
    "[日军 UNIT]官兵被押往[昆明 PLACE]，[日军 UNIT]军官自杀。",
    "[荣誉第1师 UNIT]攻占[昆仑关 PLACE]，残余[日军 UNIT]败退。",
    "[叶肇 PERSON]则被扣押，[第66军 UNIT]撤退。",
]


@pytest.mark.parametrize("marked", MARKED)
def test_mentions(recognizer: Stage, marked: str) -> None:
    assert mark(recognizer(unmark(marked))) == marked


def test_a_name_found_once_is_found_everywhere(recognizer: Stage) -> None:
    document = recognizer(unmark("斯文·赫定到达库尔勒。当天赫定会见马仲英。马仲英离去后，马退守吐鲁番。"))
    persons = [document[mention.span] for mention in document.mentions if mention.label == "PERSON"]
    assert persons == ["斯文·赫定", "赫定", "马仲英", "马仲英", "马"]


def test_mentions_are_flat_sorted_and_remember_their_evidence(recognizer: Stage) -> None:
    document = recognizer(unmark("1934年1月苏联红军入侵新疆，盛世才与张培元在迪化交战。"))
    spans = [mention.span for mention in document.mentions]
    assert spans == sorted(spans)
    assert not any(one.overlaps(other) for one, other in itertools.pairwise(spans))
    assert all(mention.rule in mention.evidence for mention in document.mentions)


def test_recognition_is_idempotent(recognizer: Stage) -> None:
    once = recognizer(unmark("苏联红军第32师入侵新疆，盛世才求援。"))
    assert recognizer(once) == once


def test_tracer_tells_what_lost_to_what(resources: Resources) -> None:
    document = segment_words(make_segmenter("jieba"))(split_sentences(unmark("苏联红军入侵。")))
    rejections = recognition_tracer(resources)(document)
    assert any(one.loser.label == "PLACE" and one.winner.label == "UNIT" for one in rejections)


def test_empty_document(recognizer: Stage) -> None:
    assert recognizer(unmark("")).mentions == ()


def test_links_say_what_a_name_is(resources: Resources) -> None:
    from jishi.document import Link

    document = unmark("他进攻癿藏镇。")
    linked = Document(
        **{**{f: getattr(document, f) for f in document.__slots__}, "links": (Link(Span(3, 6), "癿藏镇"),)}
    )
    found = recognize(resources)(linked).mentions
    assert [(mention.span, mention.label) for mention in found] == [(Span(3, 6), "PLACE")]
    assert isinstance(found[0], Mention)


def test_no_designation_is_without_end(recognizer: Stage) -> None:
    mentions = recognizer(unmark("第1师第2旅第3团" * 200)).mentions
    assert mentions
    assert max(len(mention.span) for mention in mentions) < 100
