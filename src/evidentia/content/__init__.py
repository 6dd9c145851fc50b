"""content/ (YAML) -> the model, with errors that name file, line and the way out."""
