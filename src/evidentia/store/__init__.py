"""What the desk keeps: accounts, cases, assessments, reviews, and the log of everything that was done with them."""
