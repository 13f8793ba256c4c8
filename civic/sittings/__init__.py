"""Sittings (会场): one session of any body, from the roll to the confirmed minutes.

Legal source: 上海市居民区听证会、协调会、评议会制度试行办法 (2006), practice of its
templates; 城市居民委员会组织法 (2025) Art.32, 39.

Its words: attendance 到会 · chair 主持人 · observe 旁听 · agenda 议程 · speaking turn 发言 ·
minutes 会议纪要 · confirm 确认 · show of hands 意向性表态.
"""
