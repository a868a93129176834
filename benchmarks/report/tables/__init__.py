"""The tables of the page, as text with classes of its style sheet."""
