"""What a resampling did to a table: a report, and pictures of it."""
