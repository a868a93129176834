"""Tools of training loops: balanced mini-batches, schedules."""
