"""满意度问卷 (K07): what the bureau and the inspected institutions say of a vendor, one sheet of answers each.

The bureau's alone: a vendor reads the mean on its scorecard and never who said what. A wrong one is withdrawn with a
reason. Questions and the scale are data/questions.toml.
"""
