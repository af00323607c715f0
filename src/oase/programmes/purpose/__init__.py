"""The written purpose, its measures with the stored test, promotions apart, who takes part, employees.

Comes in: what managers write down, what the test asks. Goes out: two lists (purpose; loyalty and promotion),
each entry with its reasons, and the share of those who act themselves.
"""
