from server.assessment import differences, evaluations, objections, rechecks, rollups, steps

HANDLERS = (
    *steps.ACTS, *objections.ACTS, *evaluations.ACTS, *differences.ACTS, *rollups.ACTS, *rechecks.ACTS,
)  # fmt: skip
