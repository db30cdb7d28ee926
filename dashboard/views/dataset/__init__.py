"""The data set: the same training on many examples."""
