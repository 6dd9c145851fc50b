"""A desk for each test."""

from tests.desks import begun as begun
from tests.desks import desk as desk
