"""The three meetings (三会): coordination 协调会, hearing 听证会, evaluation 评议会.

Legal source: 上海市居民委员会工作条例 Art.16, 17, 23;
上海市居民区听证会、协调会、评议会制度试行办法 (2006); 城市居民委员会组织法 (2025) Art.32, 34.

Their words: convene 召集 · hearing panel 听证小组 · interest group 利益方 · notice 公告 ·
round 轮次 · observer seat 旁听席 · reply 答复 · outcome 结果 · postpone 延期召开 · close 结会.
"""
