"""Phone pages of hazards: reporting, sorting, mending, looking again, and the whole of one."""
