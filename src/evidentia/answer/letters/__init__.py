"""Letters from one assessment: no sentence that the ledger, the chart or a cited record does not carry.

`compose` makes a `Letter` of verified statements and marked blanks; `render` makes it text, DOCX or PDF. A letter is a draft for a
named person: it decides nothing and denies nothing.
"""

from evidentia.answer.letters.blocks import blocks as blocks
from evidentia.answer.letters.compose import TITLES as TITLES
from evidentia.answer.letters.compose import compose as compose
from evidentia.answer.letters.formats import FORMATS as FORMATS
from evidentia.answer.letters.formats import render as render
from evidentia.answer.letters.letter import BLANK as BLANK
from evidentia.answer.letters.letter import Decided as Decided
from evidentia.answer.letters.letter import Letter as Letter
from evidentia.answer.letters.letter import LetterKind as LetterKind
