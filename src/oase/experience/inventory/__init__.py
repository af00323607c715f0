"""The inventory: every touchpoint, own and others', with owner, cost, loop and verdict.

Comes in: the registry that pipeline and imports fill by themselves, and what people add. Goes out: the same
registry, edited; budgets; what each touchpoint means beside its evidence.
"""

__all__: list[str] = []
