"""Review by people: who may do what, the states of a review, and what its badge may say. Pure; it stores nothing."""
