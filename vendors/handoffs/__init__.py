"""线索流转单 between the four 小组, with the time each has to answer (ZY-14).

A slip belongs to every vendor with a side in it; row-level security asks the sides. `actions` send it and give it its
receiver, `answer_actions` are what the receiver does, `firming` settles days that were 暂定.
Grows by another answer in `rules.Answer`.
"""
