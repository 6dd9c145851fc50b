"""Determination + Standing + Chart -> Statements, verified -> Article: one ledger, four audiences, four formats."""
