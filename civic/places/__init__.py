"""地方: the tree of places that self-governance stands on.

区 district › 街道 street › 社区 community (the area of one residents'
committee) › 网格 grid › 小区 estate › 楼栋 building › 单元 stair unit, with
households (户) and exclusive parts (专有部分, Civil Code Art. 271–272).
"""
