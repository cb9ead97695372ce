"""Column health (栏目体检): what a check of government websites would find first."""
