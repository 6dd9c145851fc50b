"""Scores of Evidentia on folders of labelled cases."""
