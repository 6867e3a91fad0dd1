"""Bytes to items to reply. Pure, sans-IO: time arrives as data."""
