"""The desk as a web application: server-rendered pages that need no JavaScript, and a JSON API. parse -> desk -> render."""
