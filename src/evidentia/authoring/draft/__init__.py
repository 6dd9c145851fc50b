"""From the text of a coverage policy to a draft: each criterion with its quoted place and what it could not express.

A draft is in force nowhere. It becomes a policy only when a person has confirmed each criterion (`adopt`).
"""

from __future__ import annotations

from evidentia.authoring.draft.adopt import adopted
from evidentia.authoring.draft.items import Item, items
from evidentia.authoring.draft.write import drafted

__all__ = ["Item", "adopted", "drafted", "items"]
