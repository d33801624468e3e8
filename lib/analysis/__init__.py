"""Answers about the tables; nothing is drawn here."""
