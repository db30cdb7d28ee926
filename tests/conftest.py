"""Settings every test shares."""

from hypothesis import settings

# The same examples on every run: a failure seen once is seen again.
settings.register_profile("deterministic", derandomize=True, max_examples=60, deadline=None, database=None)
settings.load_profile("deterministic")
