"""A drill's part of a package: a printed record, made from its sealed chain alone."""
