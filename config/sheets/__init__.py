"""The plant's people, posts, areas and certificates as an Excel workbook that a safety office fills in, and back
again."""
