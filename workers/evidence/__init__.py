"""The evidence package: a subject's whole trail as a zip that a stranger can verify offline, with the printed form.

Reads only; what the files must look like is in docs/evidence.md.
"""
