"""Staff: what the personnel office says of people, by the day on which it holds, beside the plant's files."""
