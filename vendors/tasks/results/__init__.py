"""What uploads bring a task: checked attempts, rows of record sheets, and what a workbook needs to know of it."""
