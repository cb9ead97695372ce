"""Reads the plans of rectification campaigns as counties write them."""
