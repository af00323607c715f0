"""The strategy of a company: purpose, needs and criteria with evidence, the order gate, ten traits.

Comes in: what people of the company write, and plain figures of contacts, answers and consents. Goes out:
the texts in every version, what an approval lacks, and for each trait what is claimed beside what is measured.
Nothing here belongs to a customer. Next room: ``app``, which gathers the figures, and ``web``, which shows them.
"""
