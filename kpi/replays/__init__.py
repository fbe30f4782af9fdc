"""What-if: past periods scored anew under an edited rulebook, nothing stored."""
