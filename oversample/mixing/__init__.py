"""The mixing family: new rows of two rows, of any classes, and labels that may be mixed too."""
