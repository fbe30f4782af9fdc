"""Pages of the assessment: the matrix of quarters, one card with its workings, entered facts.

assessments.py lists and issues, cards.py shows and publishes, entry.py takes what only people know,
evidence/ the checks, questionnaires and logs behind it; links.py says where a counted record may be opened;
pages.py is their sum. A new page is a module with its ACTS there.
"""
