"""Numbers about a vendor's period, counted from the record, each with the ids it counted and left out."""
