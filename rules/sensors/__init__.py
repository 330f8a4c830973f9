"""What a sensor's readings mean: alarms with hysteresis, faults, silence, storms. Pure (hazards.md §6)."""
