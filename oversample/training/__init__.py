"""What a training loop takes: balanced mini-batches, schedules."""
