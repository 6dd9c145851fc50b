"""Readers of chart files: any file a clinic hands in -> `Extract`s, one module a kind, each imported when needed."""

from evidentia.findings.formats.extract import Extract as Extract
from evidentia.findings.formats.read import extracts as extracts
from evidentia.findings.formats.read import from_bytes as from_bytes
