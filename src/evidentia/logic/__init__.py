"""Pure logic over the model: Truth, quantities, dates."""
