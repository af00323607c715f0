"""The command ``oase``, one file per command."""


def main() -> None:
    """Run the command."""
