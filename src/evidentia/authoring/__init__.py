"""Tools for those who write content: new files that already hold, schemas for editors, what cases miss, what a change does."""
