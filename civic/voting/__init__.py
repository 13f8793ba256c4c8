"""Voting (表决): a question put to exactly those who may answer it, and the sum behind the outcome.

Legal source: 民法典 Art.278; 城市居民委员会组织法 (2025) Art.19, 20, 26-29, 37;
最高人民法院建筑物区分所有权司法解释 Art.8, 9.

Its words: roll 表决人名册 · question 表决事项 · ballot 表决票 · secrecy 表决方式 · urn 票箱 ·
key-holder 钥匙保管人 · receipt 回执 · hand-out 发纸票 · double entry 双人录入 · reconcile 对账 ·
tally 计票 · turnout 参与率.
"""
