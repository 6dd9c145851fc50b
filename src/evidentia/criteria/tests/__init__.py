"""One file a test. The docstring of each says when it is met, not met and unknown; ARGS names its arguments."""
