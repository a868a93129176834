"""The interpolation family: SMOTE and its variants, one a file."""
