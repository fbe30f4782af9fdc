"""Ties between people or companies and institutions: declared, found, decided; whom they keep away (LZ Art.34)."""
