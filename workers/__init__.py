"""What happens later: queue, deliver, clock, watchman, reports. Decides nothing that a rule decides."""
