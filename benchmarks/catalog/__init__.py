"""What is compared: the registries, in which each entry is one line, and the readers of tables."""
