"""What happens later: queue, deliver, clock, watchman, records. Leaves to the rules what a rule decides."""
