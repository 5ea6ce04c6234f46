"""The words of policy prose that :mod:`analysis.policy_prose` counts: modal verbs, verbs of doing, further slogans.

Chosen from general knowledge of official Chinese, not by their number in the paper. Each has an English gloss. What a
count of a word cannot tell (将 also marks the object, 建设 is mostly a noun) stands in the gloss.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, str]]  # words with their glosses, by class

# By force: word and gloss. "completed" is no modality: the marks of a finished action stand beside for contrast.
MODALS = {
    "obligation": {"要": "must, should", "应": "should", "应当": "shall", "应该": "ought to", "必须": "must",
                   "须": "must (formal)", "需": "need to", "需要": "need to", "务必": "must without fail"},
    "prohibition": {"不得": "must not", "严禁": "strictly forbidden", "不能": "must not, cannot"},
    "possibility": {"可": "may", "可以": "may, can", "能": "can", "能够": "be able to", "会": "can, will"},
    "future": {"将": "will; also marks the object"},
    "completed": {"已": "already", "已经": "already (full form)", "了": "marks a completed action"},
}
# By what is done.
VERBS = {
    "build": {"建设": "build; mostly a noun", "构建": "construct", "建立": "establish", "打造": "forge", "形成": "form",
              "制定": "draw up"},
    "improve": {"完善": "improve", "健全": "make sound", "提升": "raise", "提高": "heighten", "优化": "optimise",
                "加强": "strengthen", "强化": "reinforce", "创新": "innovate; also a noun"},
    "push": {"推进": "push forward", "推动": "promote", "加快": "accelerate", "促进": "further", "培育": "foster"},
    "carry out": {"应用": "apply; also a noun", "运用": "make use of", "实现": "achieve", "开展": "launch",
                  "实施": "implement", "落实": "put into effect"},
    "join": {"统筹": "plan as a whole", "整合": "integrate", "协同": "coordinate", "共享": "share", "打通": "open up"},
    "encourage": {"探索": "explore", "鼓励": "encourage", "引导": "guide", "支持": "support"},
    "secure": {"保障": "safeguard", "确保": "ensure", "防范": "guard against", "监管": "supervise",
               "规范": "regularise; also a noun", "保护": "protect"},
}
# Slogans that are no terms of the lexicon; found only where the text is at hand.
PHRASES = {
    "数据多跑路": "let data run the errands", "群众少跑腿": "spare people the errands",
    "全国一盘棋": "the country as one game of chess", "一件事一次办": "one matter, handled once",
    "有为政府": "capable government", "中国式现代化": "Chinese path to modernisation",
    "新质生产力": "new quality productive forces", "共建共治共享": "build, govern and share together",
}
