"""Ratings (评议档案): the public page of each unit and of each office-holder.

How they answer, what they promised and whether they did it, how they were rated.

Legal source: 城市居民委员会组织法 (2025) Art.34, 37; 上海市居民委员会工作条例 Art.12, 18, 29;
国办函〔2026〕12号 (no rankings).

Its words: record 档案 · rate 满意率 · interval 区间 · trend 近年走势 · rectification plan 整改方案 ·
re-check 复查.
"""
