"""Open Repair Data, version 0.3, with an extension for textiles: read, kept, counted, written.

Comes in: files of records and of counts, and the company's own cases. Goes out: shares with both
denominators, and files that others can read.
"""
