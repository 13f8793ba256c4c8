"""Notices (通知): whoever is concerned hears of what has happened, and why they hear it.

Legal source: 上海市居民委员会工作条例 Art.17, 23 (results and answers are made known and
fed back); 个人信息保护法 Art.15, 44 (what one gets can be turned off).

Its words: notice 通知 · inbox 收件箱 · mail 邮件 · follow 关注 · mute 不再通知 ·
reminder 提醒 · because 因为.
"""
