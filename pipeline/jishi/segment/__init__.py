"""Text to sentences and words."""

from jishi.segment.sentences import split_sentences
from jishi.segment.words import cut_at_mentions, make_segmenter, mention_cutter, particle_cutter, segment_words

__all__ = ["cut_at_mentions", "make_segmenter", "mention_cutter", "particle_cutter", "segment_words", "split_sentences"]
