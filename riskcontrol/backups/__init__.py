"""Backups of the whole register: one encrypted file, verified when it is written and when it is restored."""
