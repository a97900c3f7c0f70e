"""Chinese, Arabic, mixed and full-width numerals as exact numbers or as the interval they leave open."""

import re
from dataclasses import dataclass

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
DIGITS |= {"〇": 0, "○": 0, "Ｏ": 0, "两": 2} | {digit: value for value, digit in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SHORT_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
LONGEST = 24
LARGEST = 10**13
PLAIN = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[十百千]?[万亿]*)")
PART = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[十百千万亿]+)")
VAGUE = re.compile(r"[几数]")
GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
PAIR = re.compile(r"(?P<one>[一二两三四五六七八九])[、]?(?P<other>[一二两三四五六七八九])(?=[十百千万亿]|$)")
TEN_PAIR = re.compile(r"(?<=十)(?P<one>[一二三四五六七八])(?P<other>[二三四五六七八九])(?=[万亿]|$)")


@dataclass(frozen=True, slots=True)
class Interval:
    """What a numeral leaves open: both ends equal for an exact one; `step` is the place of its last digit."""

    low: float
    high: float
    step: float = 1

    @property
    def exact(self) -> bool:
        """True if the numeral names one number."""
        return self.low == self.high


def parse_number(text: str) -> Interval | None:
    """The numeral's interval, None if it is none or too long to be meant: 数百 200–999, 三四千 3000–4000, 3万5千."""
    folded = fold_digits(text)
    if not folded or len(folded) > LONGEST:
        return None
    if vague := VAGUE.search(folded):
        return parse_vague(folded, vague.start())
    for pair in (TEN_PAIR, PAIR):
        if match := pair.search(folded):
            return parse_pair(folded, match)
    exact = parse_exact(folded)
    return None if exact is None or exact > LARGEST else Interval(exact, exact, last_place(exact))


def fold_digits(text: str) -> str:
    """Half-width digits, no thousands separators or spaces, 廿 and 卅 written out, a number's own 个 gone."""
    folded = GROUPED.sub("", text.translate(WIDTH).replace(" ", ""))
    for short, long in SHORT_TENS.items():
        folded = folded.replace(short, long)
    return folded


def parse_exact(text: str) -> float | None:
    """The value of a numeral that names one number."""
    if match := PLAIN.fullmatch(text):
        return scaled(match["number"], match["unit"])
    if text[0].isascii() and text[0].isdigit():
        return parse_mixed(text)
    if all(char in DIGITS for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    if "点" in text:
        whole, _, fraction = text.partition("点")
        return parse_point(whole, fraction)
    return parse_positional(text)


def scaled(number: str, unit: str) -> float:
    """A decimal number times its units, without the dust of binary fractions: 1.2万 is 12000."""
    factor = 1
    for char in unit:
        factor *= TENS.get(char) or MYRIADS[char]
    return round(float(number) * factor, 6)


def parse_mixed(text: str) -> float | None:
    """Digits and units in turn: 3万5千, 2亿3000万, 1万2千3百."""
    total, position, smallest = 0.0, 0, float("inf")
    while match := PART.match(text, position):
        factor = scaled("1", match["unit"])
        if factor >= smallest:
            return None
        total, position, smallest = total + float(match["number"]) * factor, match.end(), factor
    rest = text[position:]
    if not rest:
        return total
    tail = parse_exact(rest) if position and not (rest[0] in TENS or rest[0] in MYRIADS) else None
    return None if tail is None or tail >= smallest else total + tail


def parse_point(whole: str, fraction: str) -> float | None:
    """A decimal written in words: 一点二万."""
    unit = fraction.lstrip("".join(DIGITS))
    digits = fraction[: len(fraction) - len(unit)]
    base = parse_positional(whole) if whole else None
    if base is None or not digits or any(char not in MYRIADS and char not in TENS for char in unit):
        return None
    return scaled(f"{int(base)}." + "".join(str(DIGITS[char]) for char in digits), unit)


def parse_positional(text: str) -> float | None:
    """A numeral in words: 三万五千, 一百零五, 十万, 两千, 一万二 (12000), 四万万; None where a unit does not fall."""
    total = section = 0
    digit: int | None = None
    unit = 1
    ten, myriad = max(TENS.values()) + 1, max(MYRIADS.values()) + 1
    for char in text.replace("万万", "亿"):
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
            unit = 1 if digit == 0 else unit
        elif char in TENS:
            if TENS[char] >= ten:
                return None
            ten = TENS[char]
            section += (1 if digit in (None, 0) else digit) * TENS[char]
            digit, unit = None, TENS[char]
        elif char in MYRIADS:
            # 一万亿 rises, and counts everything before it in 亿.
            if MYRIADS[char] >= myriad and (char != "亿" or myriad == MYRIADS["亿"]):
                return None
            ten, myriad = max(TENS.values()) + 1, MYRIADS[char]
            section += digit or 0
            section = section or (1 if not total else 0)
            total = (total + section) * MYRIADS[char] if char == "亿" else total + section * MYRIADS[char]
            section, digit, unit = 0, None, MYRIADS[char]
        else:
            return None
    # 三千五 is 3500 and 一万二 is 12000, but 三千零五 is 3005 and 十五 is 15.
    last = 0 if digit is None else digit * (unit // 10 if unit >= 100 else 1)
    return float(total + section + last)


def parse_vague(text: str, index: int) -> Interval | None:
    """几 and 数 stand for 2–9, behind 十 for 1–9: 数百 200–999, 十几 11–19, 几万, 三百数十."""
    behind_ten = text[:index].endswith("十")
    low_text = text[:index] + ("一" if behind_ten else "二") + text[index + 1 :]
    high_text = text[:index] + "九" + text[index + 1 :]
    low, high = parse_exact(low_text), parse_exact(high_text)
    if low is None or high is None:
        return None
    unit = parse_exact("一" + text[index + 1 :]) or 1
    return Interval(low, high + unit - 1, unit)


def parse_pair(text: str, match: re.Match[str]) -> Interval | None:
    """Two neighbouring digits before a unit are a range: 三四千 3000–4000, 二三十, 十二三."""
    first, second = DIGITS[match["one"]], DIGITS[match["other"]]
    # 九一八 and 一九三四 are digits in a row; 三五 and 七八 are estimates.
    if second <= first or second - first > 2 or (all(char in DIGITS for char in text) and len(text) > 2):
        exact = parse_exact(text)
        return None if exact is None else Interval(exact, exact, last_place(exact))
    before, after = text[: match.start()], text[match.end() :]
    low, high = parse_exact(before + match["one"] + after), parse_exact(before + match["other"] + after)
    return None if low is None or high is None else Interval(low, high, high - low)


def last_place(number: float) -> float:
    """The power of ten of the last digit that is not zero: 1500 → 100."""
    if number != int(number) or number <= 0:
        return 1
    place = 1
    while int(number) % (place * 10) == 0:
        place *= 10
    return place
