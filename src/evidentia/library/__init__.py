"""The literature: publications with their sections, where they came from, what became of them, and the search over them."""
