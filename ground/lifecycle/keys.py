"""What names a row in an address or a form, before the database is asked."""

LONGEST = 18  # digits; PostgreSQL has no larger key, and Python refuses to read thousands of them


def is_key(text: str) -> bool:
    """Whether the text can be a primary key."""
    return text.isdecimal() and len(text) <= LONGEST
