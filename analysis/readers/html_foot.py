"""The head and the foot of a page that names no part of itself, such as one laid out in tables: 当前位置, 版权所有.

Only lines at the very end are a foot, and only where one of them can be nothing else. An address or a telephone number
above all others of them may end the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.readers.html_blocks import Block

_LONGEST = 200  # characters of a line of a foot
_FIRST = 10  # blocks in which a page says where it stands
_PATH = re.compile(r"(?:您?(?:当前|目前|现在)?的?(?:所在)?位置|當前位置|目前位置)\s?(?:是|為|为)?\s?[:：]")
_SURELY = re.compile(
    r"版[权權]所有|ICP[备備证證]|公[网網]安[备備]|网站标[识志]码|技术支持[:：单]|Copyright|©|网站地图|关闭(?:窗口|本页)|打印本页"
    r"|^\W{0,3}[上下]一[篇条][:：]|^\W{0,3}分享到", re.IGNORECASE)
_PERHAPS = re.compile(
    r"(?:主办|承办|协办|管理|维护|运维)(?:单位|部门)?[:：]|(?:建议|推荐|最佳).{0,30}(?:浏览器|分辨率)|隐私(?:声明|政策|条款)|法律声明"
    r"|^\W{0,3}(?:联系我们|关于我们|无障碍浏览|返回(?:顶部|首页)|打印|关闭|收藏|分享)(?:\W|$)")
_CONTACT = re.compile("(?:地址|邮编|邮政编码|电话|热线|传真|邮箱)[:：]")


def without_foot(kept: Sequence[Block]) -> list[Block]:
    """Return the blocks of a main text without the line that says where the page stands, and without the page's foot.

    >>> from analysis.readers.html_blocks import Block
    >>> lines = ["当前位置：首页 > 文件", "论读书", "人人可读。", "主办：青禾市", "版权所有"]
    >>> [block.text for block in without_foot([Block("p", line, False) for line in lines])]
    ['论读书', '人人可读。']
    """
    place = cut = len(kept)
    sure = False
    while place and (sign := _sign(kept[place - 1].text)):
        place -= 1
        sure = sure or sign is _SURELY
        cut = place if sign is not _CONTACT else cut
    stays = kept[:cut] if sure else kept
    return [block for at, block in enumerate(stays) if at >= _FIRST or not _PATH.match(block.text)]


def _sign(line: str) -> re.Pattern[str] | None:
    """Return what makes a line one of a foot; None where nothing does, or where it holds a sentence."""
    if len(line) > _LONGEST or "。" in line:
        return None
    return next((pattern for pattern in (_SURELY, _PERHAPS, _CONTACT) if pattern.search(line)), None)
