"""Settings from the environment, and the plant as data: YAML, checked with file, line and field. Holds no secrets."""
