"""Hand-written migrations of the main database; they import no room."""
