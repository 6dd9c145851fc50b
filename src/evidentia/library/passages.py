"""What of a publication is searched: an abstract as one passage, longer texts in passages of some sentences within a section.

The cut is a function of the text alone, so a passage is found again from its number; nothing of it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from evidentia.library.backend import Entry
from evidentia.library.publication import NoticeKind, Publication

PARTS = 1 << 16  # passages of a publication: key = number * PARTS + part
_LONGEST = 1_600  # characters, about two paragraphs
_BAD = {NoticeKind.RETRACTED, NoticeKind.CONCERN, NoticeKind.SUPERSEDED, NoticeKind.CORRECTED}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of sections: from a place in the first to a place in the last."""

    first: int
    start: int
    last: int
    end: int

    def text(self, publication: Publication) -> str:
        """The words, sections apart by an empty line."""
        sections = publication.sections[self.first : self.last + 1]
        if self.first == self.last:
            return sections[0].text[self.start : self.end]
        return "\n\n".join(section.text for section in sections)


def parts(publication: Publication) -> list[Part]:
    """The passages of a publication, in order; one without text has one empty passage, which stands for its title."""
    sections = publication.sections
    if not sections:
        return [Part(0, 0, -1, 0)]
    if publication.read_depth in ("abstract", "excerpt"):
        return [Part(0, 0, len(sections) - 1, len(sections[-1].text))]
    found = [part for number in range(len(sections)) for part in _cut(publication, number)]
    return found[: PARTS - 1] or [Part(0, 0, -1, 0)]


def _cut(publication: Publication, number: int) -> list[Part]:
    text = publication.sections[number].text
    if len(text) <= _LONGEST:
        return [Part(number, 0, number, len(text))] if text.strip() else []
    found: list[Part] = []
    begin = last = None
    for start, end in publication.sections[number].sentences():
        if begin is not None and last is not None and end - begin > _LONGEST:
            found.append(Part(number, begin, number, last))
            begin = None
        begin, last = start if begin is None else begin, end
    if begin is not None and last is not None:
        found.append(Part(number, begin, number, last))
    return found


def entries(number: int, publication: Publication) -> list[Entry]:
    """What is indexed of a publication."""
    shared = [f"kind:{publication.kind}", f"language:{publication.language}"]
    shared += [f"type:{name}" for name in publication.types]
    shared += [f"status:{kind}" for kind in sorted(standing(publication))]
    made = []
    for ordinal, part in enumerate(parts(publication)):
        kinds = {f"section:{publication.sections[n].kind}" for n in range(part.first, part.last + 1)}
        made.append(
            Entry(
                number * PARTS + ordinal, number, publication.title, part.text(publication), "; ".join(publication.mesh),
                (*shared, *sorted(kinds)), publication.year or 0,
            )
        )  # fmt: skip
    return made


def standing(publication: Publication) -> set[str]:
    """What became of a publication, by the notices about it; a reinstatement that is not older lifts a retraction."""
    found = {str(notice.kind) for notice in publication.notices if notice.kind in _BAD}
    if _reinstated(publication):
        found -= {str(NoticeKind.RETRACTED), str(NoticeKind.CONCERN)}
    return found


def _reinstated(publication: Publication) -> bool:
    def days(*kinds: NoticeKind) -> list[str]:
        return [str(n.on or "") for n in publication.notices if n.kind in kinds]

    lifted = days(NoticeKind.REINSTATED)
    return bool(lifted) and max(lifted) >= max(days(NoticeKind.RETRACTED, NoticeKind.CONCERN), default="")
