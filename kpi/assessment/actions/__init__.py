"""The steps of the cycle, one module each, named by what people do."""
