"""Published figures of others beside ours: the literature checks the benchmark."""
