"""Pages of reference data: institutions, doctors, cases, codes, parameters, calendar, basis documents, organisation."""
