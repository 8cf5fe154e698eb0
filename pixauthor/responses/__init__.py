"""What was answered: a long table of responses, imported from files, stored as Parquet, given to kernels as arrays."""
