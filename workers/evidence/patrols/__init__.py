"""A round's or a campaign's part of a package: a printed record, made from its sealed chain alone."""
