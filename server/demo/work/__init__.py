"""What was asked of the vendors and what they sent: settlements, tasks, workbooks with their mistakes, a campaign.

What each task was and what became of it stands in `demo.plans`: one row per task.
`violations` and `mistakes` say what a workbook finds and what is wrong with it.
"""
