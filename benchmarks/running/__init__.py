"""Running cells: the command line, the processes, the stored records and the progress."""
