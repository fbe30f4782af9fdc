"""Second looks: the sampled blind re-review, experts' opinions, and how far reviewers agree.

What a reviewer does to one finding is in findings; here is who is drawn to look again, what is kept from them until
they have spoken, and what the pairs of opinions say.
"""
