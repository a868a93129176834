"""The figures of the report, one a file: inline SVG whose colours are the page's."""
