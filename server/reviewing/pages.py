"""Pages of second looks: samples, ties, experts' opinions, agreement."""

from server.reviewing.agreement import AGREEMENT
from server.reviewing.opinions import OPINIONS
from server.reviewing.requests import REQUESTS
from server.reviewing.samples import SAMPLES
from server.reviewing.ties import TIES

HANDLERS = (*SAMPLES, *TIES, *OPINIONS, *REQUESTS, *AGREEMENT)
