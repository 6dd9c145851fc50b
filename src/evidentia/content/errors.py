"""Errors of content and input: what, where, why it matters, what to do."""

from __future__ import annotations


class EvidentiaError(Exception):
    """The root of every error that Evidentia raises on purpose.

    EvidentiaError
      ContentError   content/ cannot be loaded: a file, a line, a way out
      InputError     a chart, question or option cannot be used (raised at the rim)
    """


class _Placed(EvidentiaError):
    def __init__(self, where: str, what: str, why: str = "", way_out: str = "") -> None:
        self.where, self.what, self.why, self.way_out = where, what, why, way_out
        super().__init__(f"{where}: {_sentences(what, why, way_out)}")

    def __reduce__(self) -> tuple[type, tuple[str, ...]]:
        """An error travels from the process that met it."""
        return type(self), (self.where, self.what, self.why, self.way_out)


class ContentError(_Placed):
    """A record, policy or vocabulary file that cannot be used.

    >>> print(ContentError("policy.yaml:42", '"6 weaks" is not a duration', "criteria compare durations by unit",
    ...                    'write "6 wk"'))
    policy.yaml:42: "6 weaks" is not a duration. Criteria compare durations by unit. Write "6 wk".
    """


class InputError(_Placed):
    """Something that a user handed in and that cannot be used; nothing was written.

    >>> print(InputError("chart.txt", "the file is empty", "there is nothing to read", "check the export"))
    chart.txt: the file is empty. There is nothing to read. Check the export.
    """


def _sentences(what: str, why: str, way_out: str) -> str:
    later = (part[0].upper() + part[1:] for part in (why, way_out) if part)
    return " ".join(part.rstrip(".") + "." for part in (what, *later))
