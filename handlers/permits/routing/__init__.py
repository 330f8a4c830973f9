"""Who is asked to sign: stages, time limits, and looking again while nobody can."""
