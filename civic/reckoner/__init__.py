"""The reckoner (算一算): the sums that committees argue about, by the very functions that decide here.

Legal source: that of each rule, cited beside each step of its sum.

Its words: rule 规则 · sum 算式 · outcome 结论 · article 依据.
"""
