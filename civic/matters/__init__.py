"""Matters (议题): what a neighbourhood takes up, from the first word to the archive.

Legal source: 城市居民委员会组织法 (2025) Art.30-34; 上海市居民委员会工作条例 Art.16
(a mechanism that collects 自治议题).

Its words: matter 议题 · raise 提出 · second 附议 · screen 筛选 · route 分流 ·
forum 议事形式 · merge 并案 · withdraw 撤回 · Party review 党组织研究 · stage 阶段 ·
hide 隐去 · objection 异议.
"""
