"""One question per file, rivals included: ``python -m benchmarks [names] [--quick]`` (or ``make bench``).

Every ``bench_*.py`` has a first docstring line that is its question, and ``run(*, quick)``, which prints the
answer. Each runs in a process of its own, one after another.
"""
