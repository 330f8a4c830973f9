"""A person's training file in a package: his printed record, made from its sealed chain and the rule versions that the
chain names."""
