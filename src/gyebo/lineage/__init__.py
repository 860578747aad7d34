"""Identity and change: which printed names are one thing, and what became of what."""
