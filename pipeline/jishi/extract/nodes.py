"""From tokens, mentions and triggers to the nodes of a sentence: noun phrases, predicates, prepositions, marks."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Generic, Literal

from jishi.document import Document, Label, Mention, Quantity, S, Sentence, Span, Token
from jishi.extract.triggers import Trigger
from jishi.resources import Resources

Kind = Literal[
    "name", "time", "quantity", "noun", "pronoun", "generic", "predicate", "verb", "light", "causative", "prep",
    "passive", "agentive", "disposal", "coord", "de", "etc", "after", "locative", "aspect", "linker", "modal",
    "posted", "adjective", "attributive",
    "quote", "open", "close", "comma", "other",
]  # fmt: skip
BEYOND = ("外", "之外", "以外")
OPENING, CLOSING = "（(【〔", "）)】〕"
NOUNS = frozenset({"CLASH", "ATTACK"})  # types whose words are nouns as often as verbs
POSSESSIVE, FORCE = "其", "部"
UNIT_WORD = "个"  # 两个团 are new, 两团 are those that have been told of
# Words that point back to a name, and the labels that it can have.
POINTING: Mapping[str, frozenset[Label]] = {
    "place": frozenset({"PLACE"}),
    "unit": frozenset({"UNIT"}),
    "whole": frozenset({"UNIT"}),
    "formation": frozenset({"UNIT"}),
    "former": frozenset({"PERSON", "UNIT", "ORG", "GROUP"}),
    "latter": frozenset({"PERSON", "UNIT", "ORG", "GROUP"}),
}
SEVERAL = {"两": 2, "二": 2, "三": 3}
COUNTLESS = frozenset({"times", "age"})  # classes of measure words that count no participants
BEHALF = "behalf"
SPEAKING, SPOKEN_FOR = "代表", frozenset({"ORG", "PLACE", "UNIT"})
TIMES, ODDS = "倍", (["于", "己", "的"], ["于", "我", "的"], ["于", "敌", "的"])
IDIOM = 4  # characters
PARTIES = frozenset({"PERSON", "UNIT", "GROUP", "ORG"})
LISTING = ("、", "及", "以及")
NEAR = 40  # names among which a pointing word finds its own
LONGEST_OFFICE = 10  # atoms
LONGEST_BRACKET = 200  # atoms: what is not closed by then never is
COMMAS = "，；：,;:—…"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: coordinated heads, what modifies them, and the noun or pronoun that stands for them.

    `owners` stand before 的 or right before a head of another kind (苏联 in 苏联飞机); `noun` is the last common noun;
    `own` that it is one for a part of whoever was told of (残部, 北路); `its` that the pronoun is 其, maybe a force;
    `indefinite` that its number stands with 个; `several` how many places its noun says that it stands for (两县);
    `rebels` that its noun is one for who has risen (起义军); `people` that it is one for people without a label (农民);
    `joint` is where in the heads those begin that 与 or 和 has joined to the first (甲与乙作战); `apart` is who a
    pronoun cannot be: 甲 of 甲要求他前往, 他….
    """

    span: Span
    heads: tuple[Mention, ...] = ()
    owners: tuple[Mention, ...] = ()
    quantities: tuple[Mention, ...] = ()
    noun: str | None = None
    pronoun: str | None = None
    owner_pronoun: str | None = None
    owner_phrase: "Phrase | None" = None
    generic: bool = False
    own: bool = False
    its: bool = False
    indefinite: bool = False
    several: int = 0
    rebels: bool = False
    people: bool = False
    joint: int | None = None
    apart: tuple[Mention, ...] = ()

    @property
    def counted(self) -> int:
        """How many it stands for, if it is a bare small number (两兵团, 三人), else 0."""
        if self.heads or self.owners or len(self.quantities) != 1 or self.indefinite:
            return 0
        value = self.quantities[0].value
        if not isinstance(value, Quantity) or value.approximate or value.low != value.high:
            return 0
        return int(value.low) if value.low in {2, 3} else 0

    def only(self, label: Label) -> bool:
        """True if it has heads and all are of the label."""
        return bool(self.heads) and all(head.label == label for head in self.heads)

    def has(self, label: Label) -> bool:
        """True if one of its heads is of the label."""
        return any(head.label == label for head in self.heads)

    @property
    def empty(self) -> bool:
        """True if nothing in it can be an argument."""
        return not (self.heads or self.owners or self.quantities or self.pronoun or self.owner_pronoun)


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of clause analysis: an atom (token, mention or trigger), or a noun phrase that many atoms make."""

    kind: Literal["phrase"] | Kind
    span: Span
    text: str
    slot: str = ""
    mention: Mention | None = None
    trigger: Trigger | None = None
    phrase: Phrase | None = None


Atom = Node  # before noun phrases are grouped


@dataclass(slots=True)
class Functions:
    """Function words by class, from `tables/function_words.tsv`, and what a token's part of speech means."""

    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, resources: Resources) -> "Functions":
        """The function words of the resources."""
        classes: dict[str, dict[str, str]] = {}
        for row in resources.tables["function_words"]:
            classes.setdefault(row["word"], {})[row["class"]] = row["slot"]
        titles = frozenset(word for name in ("title_before", "title_after") for word in resources.words.get(name, ()))
        return cls(classes, titles, frozenset(resources.words["nationality"]))

    def slot(self, word: str) -> str:
        """What matters of a verb beside its being one: that it brings somebody, or that it posts somebody somewhere."""
        classes = self.of_word(word)
        return "posted" if "posted" in classes else classes.get("sense", "")

    def of_word(self, word: str) -> Mapping[str, str]:
        """The classes a word can have, with their slots."""
        return self.classes.get(word, {})


ORDER: tuple[Kind, ...] = (
    "passive", "agentive", "disposal", "de", "prep", "coord", "pronoun", "generic", "causative", "light", "modal",
    "verb", "noun", "after", "locative", "linker", "posted", "aspect", "etc", "quote", "attributive",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence with the tokens, mentions and triggers that lie in it, and the mentions of the sentence before."""

    index: int
    sentence: Sentence
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    before: tuple[Mention, ...] = ()


def pieces(document: Document, triggers: Sequence[Trigger]) -> Iterator[Pieces]:
    """The document sentence by sentence, in one pass over each layer."""
    tokens, mentions, found = Cursor(document.tokens), Cursor(document.mentions), Cursor(triggers)
    before: tuple[Mention, ...] = ()
    for index, sentence in enumerate(document.sentences):
        span = sentence.span
        piece = Pieces(index, sentence, tokens.within(span), mentions.within(span), found.within(span), before)
        yield piece
        before = piece.mentions


class Cursor(Generic[S]):
    """Walks once over items sorted by span."""

    def __init__(self, items: Sequence[S]) -> None:
        self.items, self.place = items, 0

    def within(self, span: Span) -> tuple[S, ...]:
        """The items inside the span; spans must be asked for in order."""
        while self.place < len(self.items) and self.items[self.place].span.start < span.start:
            self.place += 1
        start = self.place
        while self.place < len(self.items) and self.items[self.place].span.end <= span.end:
            self.place += 1
        return tuple(self.items[start : self.place])


def atomize(document: Document, piece: Pieces, functions: Functions) -> list[Atom]:
    """The sentence's atoms in order; tokens inside a mention or trigger are covered by it."""
    atoms = [mention_atom(document, mention, functions) for mention in piece.mentions]
    atoms += (
        Atom("predicate", trigger.span, word, functions.slot(word), trigger=trigger)
        for trigger in piece.triggers
        for word in [document.fold(trigger.span)]
    )
    covered = sorted(atom.span for atom in atoms)
    for atom in word_atoms(document, piece.tokens, covered, functions):
        meant = antecedent(document, piece, atom, functions) if atom.slot in POINTING else None
        if meant is None and atom.slot == "unit" and atom.text[1:] != FORCE:
            atom = replace(atom, kind="generic", slot="force")  # 该师, where no division has been named
        atoms.append(atom if meant is None else replace(atom, kind="name", slot="", mention=meant))
    return sorted(atoms, key=lambda atom: atom.span)


def antecedent(document: Document, piece: Pieces, atom: Atom, functions: Functions) -> Mention | None:
    """What 该地, 该师, 支队, 前者 or 后者 points back to in this or the last sentence: the latest name of that kind."""
    labels = POINTING[atom.slot]
    here = bisect_left(piece.mentions, atom.span, key=lambda one: one.span)
    near = (*piece.before[-NEAR:], *piece.mentions[max(0, here - NEAR) : here])
    said = [one for one in near if one.label in labels]
    if atom.slot == "place":
        said = [one for one in said if document.fold(one.span) not in functions.countries]
    if atom.slot in {"unit", "whole", "formation"}:
        kind = atom.text if atom.slot == "formation" else atom.text[1:]
        said = [one for one in said if document.fold(one.span).endswith(kind)] or (said if kind == FORCE else [])
    if atom.slot == "former":
        said = [one for one in said if one.label == said[-1].label][:-1]
    return said[-1] if said else None


def mention_atom(document: Document, mention: Mention, functions: Functions) -> Atom:
    """The atom of a mention."""
    text = document.fold(mention.span)
    kind: Kind = {"TIME": "time", "QUANTITY": "quantity"}.get(mention.label, "name")  # type: ignore[assignment]
    if kind == "quantity" and COUNTLESS & functions.of_word(text[-1]).keys():
        kind = "other"  # 两次, 三度: how often; 二十一岁: how old; never how many
    return Atom(kind, mention.span, text, mention=mention)


def word_atoms(
    document: Document, tokens: Sequence[Token], covered: Sequence[Span], functions: Functions
) -> list[Atom]:
    """Atoms of the words outside the covered spans; a token that a trigger cuts gives its remainders."""
    atoms = []
    place = 0
    for token in tokens:
        while place < len(covered) and covered[place].end <= token.span.start:
            place += 1
        start = token.span.start
        for span in islice(covered, place, None):
            if span.start >= token.span.end:
                break
            if span.start > start:
                # 顽强|抵抗: what a compound has before its event word modifies it.
                atoms.append(word_atom(document, Span(start, span.start), "a", functions))
            start = max(start, span.end)
        if start == token.span.start:
            atoms.append(word_atom(document, token.span, token.pos, functions))
        elif start < token.span.end:
            atoms.append(word_atom(document, Span(start, token.span.end), None, functions))
    return atoms


def word_atom(document: Document, span: Span, pos: str | None, functions: Functions) -> Atom:
    """The atom of a word that is neither mention nor trigger."""
    text = document.fold(span)
    classes = functions.of_word(text)
    kind: Kind = "other"
    slot = classes.get("other", classes.get("sense", ""))
    for name in ORDER if classes else ():
        if name in classes:
            kind, slot = name, classes[name]
            break
    if kind == "other" and "other" not in classes:
        if text in functions.titles:
            kind = "noun"
        elif text in COMMAS:
            kind = "comma"
        elif text in OPENING:
            kind = "open"
        elif text in CLOSING:
            kind = "close"
        elif verbal(pos, text):
            kind = "verb"
        elif pos == "f":
            kind = "locative"
        elif (pos is not None and pos[0] in "nsgjzi") or pos in {"vn", "q"} or (pos is None and text.isalpha()):
            kind = "noun"
        elif pos in {"a", "b", "an", "l", "m"}:
            kind = "adjective"
    return Atom(kind, span, text, slot)


def verbal(pos: str | None, text: str) -> bool:
    """True for verbs, and for idioms, which tell of somebody as verbs do: 腹背受敌, 弹尽粮绝."""
    if pos is None or pos in {"vn", "vd"}:
        return False
    return pos.startswith("v") or (pos == "i" and len(text) >= IDIOM)


def without_odds(atoms: Sequence[Atom]) -> Sequence[Atom]:
    """The atoms without 七倍于己的: it only says how strong the name after it is."""
    kept: list[Atom] = []
    place = 0
    while place < len(atoms):
        if atoms[place].text[-1] == TIMES and [atom.text for atom in atoms[place + 1 : place + 4]] in ODDS:
            place += 4
        else:
            kept.append(atoms[place])
            place += 1
    return kept


def without_offices(atoms: Sequence[Atom]) -> Sequence[Atom]:
    """The atoms without 曾任王府总管的 before a person: it only says what he has been."""
    kept: list[Atom] = []
    place = 0
    while place < len(atoms):
        end = office_end(atoms, place) if atoms[place].slot == "held" else None
        kept += [atoms[place]] if end is None else []
        place = place + 1 if end is None else end
    return kept


def speaking_for(atoms: Sequence[Atom]) -> Sequence[Atom]:
    """The atoms with 代表 of 甲代表清政府与乙签约 as a preposition: who is spoken for takes no part of his own."""
    changed = list(atoms)
    for place in range(1, len(atoms) - 1):
        before, after = atoms[place - 1].mention, atoms[place + 1].mention
        speaks = before is not None and before.label == "PERSON" and after is not None and after.label in SPOKEN_FOR
        if atoms[place].text == SPEAKING and speaks:
            changed[place] = replace(atoms[place], kind="prep", slot=BEHALF)
    return changed


def office_end(atoms: Sequence[Atom], place: int) -> int | None:
    """The place behind the 的 that ends an office in front of a person, None if it is something else."""
    for end in range(place + 1, min(place + LONGEST_OFFICE, len(atoms) - 1)):
        follow = atoms[end + 1].mention
        if atoms[end].kind == "de":
            return end + 1 if follow is not None and follow.label == "PERSON" else None
        if atoms[end].kind in {"predicate", "comma", "verb", "passive"}:
            return None
    return None


def phrases(atoms: Sequence[Atom]) -> list[Node]:
    """The atoms with noun phrases grouped."""
    nodes: list[Node] = []
    place = 0
    while place < len(atoms):
        atom = atoms[place]
        if starts_phrase(atoms, place):
            phrase, place = parse_phrase(atoms, place)
            nodes += modified(phrase, atoms[place] if place < len(atoms) else None, nodes)
        else:
            nodes.append(atom)
            place += 1
    return nodes


def after_verb(nodes: Sequence[Node]) -> bool:
    """True if the last node but for 了 and 着 is a verb, so that what follows is its object."""
    before = next((node.kind for node in reversed(nodes) if node.kind != "aspect"), None)
    return before in {"verb", "predicate"}


def modified(phrase: Phrase, follows: Atom | None, before: Sequence[Node]) -> list[Node]:
    """The phrase as a node; in 新疆省的一次军事|冲突 what stands between 的 and the event noun only modifies it.

    Not where a verb governs the phrase: 打着国民政府的旗帜|作战.
    """
    owner = phrase.owner_phrase
    trigger = follows.trigger if follows is not None else None
    event = trigger is not None and trigger.rule.type in NOUNS
    if owner is None or phrase.heads or phrase.generic or not event or after_verb(before):
        return [Node("phrase", phrase.span, "", phrase=phrase)]
    return [
        Node("phrase", owner.span, "", phrase=owner),
        Node("de", Span(owner.span.end, phrase.span.end), "的"),
    ]


def starts_phrase(atoms: Sequence[Atom], place: int) -> bool:
    """True if a noun phrase begins at this atom."""
    return atoms[place].kind in {"name", "quantity", "noun", "pronoun", "generic"}


def parse_phrase(atoms: Sequence[Atom], place: int) -> tuple[Phrase, int]:
    """A noun phrase and the place after it: segments joined by 的, each a chain of nouns."""
    phrase, place = parse_segment(atoms, place)
    while place < len(atoms) and atoms[place].kind == "de":
        follow = place + 1
        if follow + 1 < len(atoms) and atoms[follow].kind == "adjective" and atoms[follow + 1].kind == "name":
            follow += 1  # 德国的新型轰炸机
        if follow + 1 < len(atoms) and atoms[follow].kind == "quote" and atoms[follow + 1].kind == "name":
            follow += 1  # 载运伤员的“中山”号
        if follow >= len(atoms) or not starts_phrase(atoms, follow):
            break
        head, place = parse_segment(atoms, follow)
        phrase = own(phrase, head)
    return phrase, place


def own(owner: Phrase, head: Phrase) -> Phrase:
    """甲的乙: what owns is kept apart, so that a relative clause can still be told from a possessive.

    甲的一师和乙的二师 are two owned forces and not a force of 一师 and 乙; 甲与乙的丙 are 甲 and 丙, if 丙 is a person,
    and 甲与苏联的代表 are 甲 and 苏联.
    """
    if len(owner.heads) > 1 and (heads := beside_owner(owner, head)):
        return replace(
            head,
            span=Span(owner.span.start, head.span.end),
            heads=(*owner.heads[:-1], *heads),
            owners=(*owner.owners, owner.heads[-1], *head.owners) if head.heads else (),
            quantities=(*owner.quantities, *head.quantities),
            joint=owner.joint,
        )
    return replace(
        head,
        span=Span(owner.span.start, head.span.end),
        owners=(*owner.heads, *head.owners) if owner.heads else (*owner.owners, *head.owners),
        owner_pronoun=owner.pronoun or owner.owner_pronoun or head.owner_pronoun,
        owner_phrase=owner,
        quantities=(*owner.quantities, *head.quantities),
    )


def beside_owner(owner: Phrase, head: Phrase) -> tuple[Mention, ...]:
    """Who stands beside the first of several that seem to own the head, empty if they all own it."""
    kinds = {mention.label for mention in owner.heads[:-1]}
    last, labels = owner.heads[-1], {mention.label for mention in head.heads}
    if (last.label not in kinds and kinds == labels) or (labels == {"PERSON"} and kinds <= PARTIES):
        return head.heads
    spoken_for = last.label in {"PLACE", "ORG"} and head.noun is not None and not head.quantities
    return (last,) if not labels and owner.joint is not None and kinds <= PARTIES and spoken_for else ()


def parse_segment(atoms: Sequence[Atom], place: int) -> tuple[Phrase, int]:
    """A chain without 的: groups joined by 、 or 和, each ending in its head."""
    start = place
    phrase, place = parse_group(atoms, place)
    while place < len(atoms):
        if atoms[place].kind == "etc":
            place += 1
            if (
                place < len(atoms)
                and starts_phrase(atoms, place)
                and atoms[place].kind in {"noun", "generic", "quantity"}
            ):
                tail, place = parse_group(atoms, place)
                phrase = apposed(phrase, tail)
            continue
        if not joins(atoms, start, place, phrase):
            break
        symmetric = atoms[place].text not in LISTING
        other, place = parse_group(atoms, place + 1)
        phrase = coordinate(phrase, other, joint=len(phrase.heads) if symmetric else phrase.joint)
    return phrase, place


def joins(atoms: Sequence[Atom], start: int, place: int, phrase: Phrase) -> bool:
    """True if the atom joins two noun phrases: 、 always, 与 only where no fight or talk with the second follows."""
    atom = atoms[place]
    if atom.kind not in {"coord", "prep"} or place + 1 >= len(atoms) or not starts_phrase(atoms, place + 1):
        return False
    other, after = parse_group(atoms, place + 1)
    places = [one.only("PLACE") for one in (phrase, other)]
    if atom.kind == "prep" and atom.slot == "to":
        # 切断迪化至塔城的交通: a stretch, where 的 follows.
        return all(places) and after < len(atoms) and atoms[after].kind == "de"
    is_coord = atom.kind == "coord" or (atom.kind == "prep" and atom.slot == "with" and len(atom.text) == 1)
    if not is_coord:
        return False
    if atom.text in LISTING:
        return True
    if atom.kind == "prep" and other.only("WEAPON") and phrase.heads and not phrase.only("WEAPON"):
        return False  # 甲携火炮六门, not 粮食和子弹
    if leads_apart(atoms, after, phrase, other):
        return False
    governed = start > 0 and atoms[start - 1].kind == "prep"
    if governed and atom.kind == "prep" and atoms[start - 1].slot == BEHALF:
        return False  # 代表清政府与乙签约
    if governed and places[0] and (not places[1] or other.noun is not None):
        return False  # 在新疆与盛世才作战, 与苏联代表签约
    if after < len(atoms) and atoms[after].kind == "predicate":
        trigger = atoms[after].trigger
        if governed and not phrase.heads and trigger is not None and trigger.rule.mutual:
            return False  # 在山区与甲激战
        # 援助马仲英与盛世才作战: 与 leads to the enemy, unless the pair stands at the clause's beginning.
        return not (trigger is not None and trigger.rule.mutual and before_is_verbal(atoms, place))
    return True


def leads_apart(atoms: Sequence[Atom], after: int, phrase: Phrase, leader: Phrase) -> bool:
    """True for 皖系与吴佩孚率领的直系交战: who stands after 与 leads, and is no party as the one before it is.

    `after` is the place after the leader. Only those go along with him whom 、 lists: with 和 a row of names would be
    read again for each of them.
    """
    while after + 1 < len(atoms) and atoms[after].text in LISTING and starts_phrase(atoms, after + 1):
        _, after = parse_group(atoms, after + 1)
    relative = [atom.kind for atom in atoms[after : after + 2]] == ["predicate", "de"]
    return relative and {one.label for one in phrase.heads}.isdisjoint(one.label for one in leader.heads)


def before_is_verbal(atoms: Sequence[Atom], place: int) -> bool:
    """True if a predicate stands between the clause's beginning and this place."""
    for atom in reversed(atoms[:place]):
        if atom.kind == "comma":
            return False
        if atom.kind in {"predicate", "verb", "causative"}:
            return True
    return False


def coordinate(one: Phrase, other: Phrase, *, joint: int | None) -> Phrase:
    """甲和乙 as one phrase with two heads; whom the text is about can be named first behind the other."""
    return Phrase(
        Span(min(one.span.start, other.span.start), max(one.span.end, other.span.end)),
        (*one.heads, *other.heads),
        (*one.owners, *other.owners),
        (*one.quantities, *other.quantities),
        other.noun if not other.heads else None,
        one.pronoun or other.pronoun,
        owner_pronoun=one.owner_pronoun or other.owner_pronoun,
        joint=joint,
    )


def apposed(one: Phrase, tail: Phrase) -> Phrase:
    """甲、乙等三人 · 甲等将领: the tail adds a count or a noun."""
    return replace(
        one,
        span=Span(one.span.start, tail.span.end),
        quantities=(*one.quantities, *tail.quantities),
        noun=tail.noun if not one.heads else one.noun,
        heads=one.heads or tail.heads,
    )


def parse_group(atoms: Sequence[Atom], place: int) -> tuple[Phrase, int]:
    """A chain of names, counts and nouns in which the last name is the head and those before modify it."""
    start = place
    heads: list[Mention] = []
    owners: list[Mention] = []
    quantities: list[Mention] = []
    noun: str | None = None
    pronoun: str | None = None
    generic = own = False
    while place < len(atoms):
        atom = atoms[place]
        if atom.kind == "name" and atom.mention is not None:
            if heads and atom.mention.label == "EVENT" and heads[-1].label in {"UNIT", "PERSON"}:
                break  # 率领国民革命军|北伐: a named event is no part of who takes part in it
            if heads and listed(atoms, place):
                heads.append(atom.mention)
            else:
                owners += heads
                heads = [atom.mention]
            noun, generic = None, False
        elif atom.kind == "quantity" and atom.mention is not None:
            quantities.append(atom.mention)
        elif atom.kind in {"adjective", "locative"} and place > start and atom.text not in BEYOND:
            pass
        elif atom.kind in {"noun", "generic"}:
            noun, generic, own = atom.text, atom.kind == "generic", atom.slot == "own" and place == start
        elif atom.kind == "pronoun" and atom.slot in {"own", "oneself"} and heads:
            pass  # 李杜、丁超所部, 马仲英自己
        elif atom.kind == "attributive" and heads:
            owners, heads = [*owners, *heads], []  # 云南籍军官
        elif atom.kind == "pronoun" and (place == start or ((heads or noun) and atom.slot == "both")):
            pronoun = atom.slot if place == start else None  # 中日两军, 甲与新党互相: in apposition
        elif atom.kind == "posted" and heads and place + 1 < len(atoms) and atoms[place + 1].kind == "name":
            noun = None  # 中国驻苏代办夏维崧: what follows is the head
        elif atom.kind == "open" and (heads or noun):
            place = skip_brackets(atoms, place)
            continue
        elif atom.kind == "quote" and quotes_name(atoms, start, place):
            pass
        else:
            break
        place += 1
    return grouped(atoms[start:place], (heads, owners, quantities), noun, pronoun, generic=generic, own=own), place


def grouped(
    group: Sequence[Atom],
    mentions: tuple[list[Mention], list[Mention], list[Mention]],
    noun: str | None,
    pronoun: str | None,
    *,
    generic: bool,
    own: bool,
) -> Phrase:
    """The atoms of a group as a phrase with these heads, owners and quantities, and what single words of it say."""
    its = group[0].text == POSSESSIVE
    slots = {one.slot for one in group}
    heads, owners, quantities = map(tuple, mentions)
    # 其长子 is somebody else than 其; 他本人, and what the tagger takes for a noun after 他, is he.
    owner = pronoun if noun is not None and its else None
    return Phrase(
        Span(group[0].span.start, group[-1].span.end),
        heads,
        owners,
        quantities,
        noun,
        pronoun if owner is None else None,
        owner_pronoun=owner,
        generic=generic,
        own=own,
        several=count_places(group),
        rebels="rebels" in slots,
        people="people" in slots,
        indefinite=any(one.kind == "quantity" and UNIT_WORD in one.text for one in group),
        its=its,
    )


def quotes_name(atoms: Sequence[Atom], start: int, place: int) -> bool:
    """True for a quotation mark right before a name, or right behind one of the group that begins at `start`."""
    before = place + 1 < len(atoms) and atoms[place + 1].kind == "name"
    return before or (place > start and atoms[place - 1].kind == "name")


def count_places(atoms: Sequence[Atom]) -> int:
    """How many places the noun among the atoms says that there are: 2 for 两县, 0 without such a noun."""
    return next((SEVERAL[atom.text[0]] for atom in atoms if atom.slot == "several"), 0)


def listed(atoms: Sequence[Atom], place: int) -> bool:
    """True for the second of 中日两军, 浑源灵丘两县 and “江平”“江安”两舰: names that do not modify each other."""
    before, atom = atoms[place - 1], atoms[place]
    if before.kind == "quote":
        return place >= 2 and atoms[place - 2].kind == "quote"
    assert atom.mention is not None
    follow = atoms[place + 1] if place + 1 < len(atoms) else None
    if follow is not None and follow.slot == "several":
        return before.mention is not None and before.mention.label == atom.mention.label
    short = before.kind == "name" and len(before.text) == len(atom.text) == 1 and atom.mention.label == "PLACE"
    return short and follow is not None and follow.kind == "pronoun"


def skip_brackets(atoms: Sequence[Atom], place: int) -> int:
    """The place after the bracket that this one opens, or the next place where it is never closed."""
    depth = 0
    for follow in range(place, min(len(atoms), place + LONGEST_BRACKET)):
        depth += (atoms[follow].kind == "open") - (atoms[follow].kind == "close")
        if depth == 0:
            return follow + 1
    return place + 1


Analyzer = Callable[[Document, Pieces], list[Node]]


def analyzer(resources: Resources) -> Analyzer:
    """A function from a sentence to its nodes."""
    functions = Functions.of(resources)
    return lambda document, piece: phrases(
        speaking_for(without_offices(without_odds(atomize(document, piece, functions))))
    )
