"""The register (登记簿): what was decided, answered and promised, open to everybody.

Legal source: 城市居民委员会组织法 (2025) Art.34, 35 (居务公开, seven kinds, fifteen days),
Art.39 (居务档案).

Its words: entry 条目 · number 编号 · decision 决定 · commitment 落实事项 · shown 公开期 ·
correction 更正 · park 挂账 · strike off 销号 · evidence 佐证.
"""
