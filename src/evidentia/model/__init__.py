"""The nouns: frozen types, standard library only. See docs/glossary.md for each word."""
