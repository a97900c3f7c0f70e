"""What a document says itself about names: 甲（乙）, 甲，又称乙, 化名."""

import itertools
import re
from collections.abc import Iterator

from jishi.document import ENTITY_LABELS, Document, Mention

SAME = re.compile(
    r"[”」’』》]?(?:（[^（）]*）)?[（(，]?(?:[又亦也旧原今后本化时俗简史或即现]?(?:称为|称作|名为|名叫|称|名)|今属|即为|即|今|亦即|字|号|又作|改名|改称|后改名|或)[：:为]?[“「‘『《]?"
)
LONGEST_GAP = 16
BRACKET = re.compile(r"[”」’』]?[（(][“「‘『]?")
CLOSING = frozenset("）)")


def stated_aliases(document: Document) -> Iterator[tuple[Mention, Mention]]:
    """Neighboring mentions of one label that the text says are the same."""
    named = [mention for mention in document.mentions if mention.label in ENTITY_LABELS]
    for one, other in itertools.pairwise(named):
        if one.label != other.label or not 0 < other.span.start - one.span.end <= LONGEST_GAP:
            continue
        gap = document.folded[one.span.end : other.span.start]
        after = document.folded[other.span.end : other.span.end + 1]
        if (BRACKET.fullmatch(gap) and after in CLOSING) or SAME.fullmatch(gap):
            yield one, other
