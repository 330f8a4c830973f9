"""The request: what is asked, filled in and looked ahead; a new version of it; what was asked on paper."""
