"""Letter -> the bytes of a file. Each format is loaded when it is asked for."""

from __future__ import annotations

from evidentia.answer.letters.letter import Letter

FORMATS = ("text", "docx", "pdf")


def render(letter: Letter, form: str) -> bytes:
    """A letter as "text" (UTF-8), "docx" or "pdf"; the same letter gives the same bytes.

    Errors: InputError where the package of a format is not installed; ValueError for another format.
    """
    if form == "docx":
        import evidentia.answer.letters.as_docx as as_docx

        return as_docx.render(letter)
    if form == "pdf":
        import evidentia.answer.letters.as_pdf as as_pdf

        return as_pdf.render(letter)
    if form == "text":
        import evidentia.answer.letters.as_text as as_text

        return as_text.render(letter).encode()
    raise ValueError(f'"{form}" is no format of a letter; there are: {", ".join(FORMATS)}')
