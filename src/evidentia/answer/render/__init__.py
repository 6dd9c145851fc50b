"""Article -> text, Markdown, HTML, JSON."""
