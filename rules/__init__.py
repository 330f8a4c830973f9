"""Pure decisions and their plain types: values in, values and reasons out. Never reads a clock, a file or the store."""
