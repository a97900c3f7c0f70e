"""Ids for the objects of a document: m1…, E1…, e1… in document order. They exist only on disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jishi.document import Document, Entity, Label, Mention, Span

Key = tuple[int, int, Label]  # numbers hash in no time, spans do not
EntityKey = tuple[str, Label, Key | None]
MakeIds = Callable[[Document], "Ids"]


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a document's mentions and entities, and the entity that each mention belongs to."""

    mentions: Mapping[Key, str]
    entities: Mapping[EntityKey, str]
    owners: Mapping[Key, Entity]

    def mention(self, mention: Mention) -> str:
        """The mention's id; the mentions of entities and arguments must be the document's own."""
        if (found := self.mentions.get(key_of(mention))) is None:
            raise ValueError(f"{mention.label} {mention.span} is no mention of the document")
        return found

    def entity(self, entity: Entity | None) -> str | None:
        """The entity's id, None for no entity; the entities of arguments must be the document's own."""
        if entity is None:
            return None
        if (found := self.entities.get(entity_key(entity))) is None:
            raise ValueError(f"{entity.label} {entity.name} is no entity of the document")
        return found

    def owner(self, mention: Mention) -> Entity | None:
        """The entity that the mention belongs to."""
        return self.owners.get(key_of(mention))


def key_of(mention: Mention) -> Key:
    """What tells a mention from every other of its document."""
    return mention.span.start, mention.span.end, mention.label


def entity_key(entity: Entity) -> EntityKey:
    """What tells an entity from every other of its document; an entity itself takes long to hash."""
    return entity.name, entity.label, key_of(entity.mentions[0]) if entity.mentions else None


def make_ids(document: Document) -> Ids:
    """The ids of the document's mentions and entities."""
    mentions = {key_of(mention): f"m{number}" for number, mention in enumerate(document.mentions, start=1)}
    entities = {entity_key(entity): f"E{number}" for number, entity in enumerate(document.entities, start=1)}
    owners = {key_of(mention): entity for entity in document.entities for mention in entity.mentions}
    return Ids(mentions, entities, owners)


def event_ids(document: Document) -> Mapping[Span, str]:
    """The ids of the document's events by their triggers; the events of its relations must be among them."""
    found = {event.trigger: f"e{number}" for number, event in enumerate(document.events, start=1)}
    for relation in document.relations:
        for event in (relation.source, relation.target):
            if event.trigger not in found:
                raise ValueError(f"{event.type} {event.trigger} of a relation is no event of the document")
    return found
