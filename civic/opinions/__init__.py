"""Opinions (意见): what people say of a matter, and the answer each of them is owed.

Legal source: 上海市居民委员会工作条例 Art.16, 17, 23 (听取、公布、反馈);
城市居民委员会组织法 (2025) Art.32.

Its words: criticism 批评 · opinion 意见 · suggestion 建议 · agree 同意 · disagree 不同意 ·
pass 略过 · classify 分类 · reply 答复 · extension 延期 · hide 隐去 · objection 异议.
"""
