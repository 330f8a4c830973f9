"""The gates before the work starts, resumes, or goes on with new workers."""
