"""A letter as plain text, 96 columns: what can be pasted into a portal."""

from __future__ import annotations

import re

from evidentia.answer.letters.blocks import Block, blocks
from evidentia.answer.letters.letter import Letter
from evidentia.answer.render.text import WIDTH, fill


def render(letter: Letter) -> str:
    """The whole letter. A table is written row by row, each cell with the head of its column."""
    return re.sub("\n{3,}", "\n\n", "\n".join(map(_block, blocks(letter)))).strip("\n") + "\n"


def _block(block: Block) -> str:
    if block.kind == "title":
        return f"{block.text.upper()}\n"
    if block.kind == "heading":
        return f"\n{block.text.upper()}"
    if block.kind == "fields":  # the left ones, then the right ones
        pairs = [row[:2] for row in block.rows] + [row[2:] for row in block.rows if row[2]]
        return "\n".join(fill(f"{label}: {entry}", "  ", "      ") for label, entry in pairs) + "\n"
    if block.kind == "table":
        return "\n".join(_row(block.head, row) for row in block.rows) + "\n"
    if block.kind == "break":
        return "\n" + "-" * WIDTH
    if block.kind == "item":
        return fill(block.text, "- ", "  ")
    if block.kind == "paragraph":
        return fill(block.text) + "\n"
    return fill(block.text)


def _row(head: tuple[str, ...], row: tuple[str, ...]) -> str:
    """The first cell names the row; the others follow behind it, or under it."""
    first, *rest = row
    if len(rest) <= 2 and len(first) + sum(map(len, rest)) + 8 < WIDTH:
        return f"  {first}: {rest[0]}" + (f" ({rest[1]})" if len(rest) > 1 else "")
    cells = [f"{title}: {cell}" if title else cell for title, cell in zip(head[1:], rest, strict=True)]
    return "\n".join([f"  {first}", *(fill(cell, "    ", "      ") for cell in cells)])
