"""Who counts when a thing has been reported more than once: the earliest report that still stands."""

from typing import Final

LINE_REPEATED: Final = """
(l.same <> '' AND EXISTS (
  SELECT FROM vendors_finding_line e JOIN vendors_finding g ON g.id = e.finding
  WHERE e.same = l.same AND (e.told_at, e.id) < (l.told_at, l.id)
    AND (g.batch <> f.batch OR l.item_code <> '')
    AND (g.superseded_at IS NULL OR g.superseded_at > AS_OF)
    AND NOT EXISTS (SELECT FROM vendors_review w WHERE w.finding = g.id AND w.stage <> 'first' AND w.settles
                    AND w.opinion = 'reject' AND w.at <= AS_OF)
    AND NOT EXISTS (SELECT FROM vendors_determination w WHERE w.finding = g.id AND w.outcome = 'not_upheld'
                    AND w.at <= AS_OF AND (w.superseded_at IS NULL OR w.superseded_at > AS_OF))))
"""
"""Whether line `l` of finding `f` repeats an earlier one that has not come to nothing. Within one batch two lines
without an item are not taken for the same.

For AS_OF put the instant's parameter. Sees over all vendors: only within `seeing(None)`.
"""
REPEATED: Final = f"NOT EXISTS (SELECT FROM vendors_finding_line l WHERE l.finding = f.id AND NOT {LINE_REPEATED})"
"""Whether every line of finding `f` does: then it counts for nothing."""
STANDING: Final = "(f.superseded_at IS NULL OR f.superseded_at > AS_OF)"
"""Whether finding `f` had not been replaced or voided at the instant."""
DETERMINED: Final = "(d.at <= AS_OF AND (d.superseded_at IS NULL OR d.superseded_at > AS_OF))"
"""Whether determination `d` was the one that stood at the instant: made by then, and not yet reversed."""
