"""Vocabulary: words of Taiwan and Hong Kong become the mainland's (數位 → 数字, 資訊 → 信息), and back for display.

數位政府 and 数字政府 are the same thing and not the same words: whether documents from several places are counted by
one vocabulary is the reader's choice. The list is our own and short: words of digital government, administration
and technology with one counterpart. OpenCC's list is one of computing; it makes 运行 (to run) of 執行 (to implement),
指针 (a needle) of 指標 (an indicator), 内核 (a kernel) of 核心技術 and 添加 (to add) of 新增.

Left alone: words that both sides have, in different senses or the same (文件, 檔案, 支援, 整合, 智慧城市, 電腦,
品質); 資料 that are no data (參考資料, 個人資料); 數位 where it is 數 + 位 (三位數位居第一); 數碼港 and 數碼相機; names
of persons and places; and all of a text in Simplified script, whose words are taken for the mainland's. Do not
trust it where words themselves are the subject, or with a mainland text in Traditional script: it loses the few of
these words that it has.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.cleaning.edits import Edit, edit
from analysis.cleaning.script import is_changed, to_simplified, to_traditional
from analysis.errors import InputError

NAME = "vocabulary"
VOCABULARIES = ("keep", "mainland")

# The mainland's word, Taiwan's, and Hong Kong's, in Simplified characters; "-" where a place has the mainland's.
# A word with * is not put in the place of the mainland's, which has other senses too.
WORDS = """
数字 数位* 数码*
数字化 数位化 数码化
数字政府 数位政府 数码政府
数字经济 数位经济 数码经济
数字技术 数位技术 数码技术
数字治理 数位治理 数码治理
数字转型 数位转型 数码转型
数字中国 数位中国 数码中国
数字社会 数位社会 数码社会
数字鸿沟 数位落差 数码鸿沟
数字孪生 数位孪生 数码孪生
数字素养 数位素养 数码素养
数字服务 数位服务 数码服务
信息 资讯 资讯
信息技术 资讯科技 资讯科技
信息通信 资通讯 资讯及通讯
信息安全 资安* -
网络 网路 -
互联网 网际网路 -
社交媒体 社群媒体 -
软件 软体 -
硬件 硬体 -
服务器 伺服器 伺服器
操作系统 作业系统 作业系统
应用程序 应用程式 应用程式
小程序 小程式 小程式
程序 程式* 程式*
访问 存取* -
优化 最佳化 -
集群 丛集* -
移动应用程序 行动应用程式 流动应用程式
移动设备 行动装置 流动装置
移动支付 行动支付 流动支付
移动电话 行动电话 流动电话
移动网络 行动网路 流动网络
移动通信 行动通讯 流动通讯
移动互联网 行动网际网路 流动互联网
数据库 资料库 资料库
数据中心 资料中心 资料中心
数据治理 资料治理 -
数据共享 资料共享* 资料共享*
数据共享 资料共用 -
数据交换 资料交换 资料交换
数据分析 资料分析 -
数据科学 资料科学 -
数据格式 资料格式 -
数据质量 资料品质 -
数据安全 资料安全 -
数据标准 资料标准 -
数据集 资料集 -
开放数据 开放资料 -
数据开放 资料开放 -
政府数据 政府资料 -
公共数据 公共资料 -
元数据 后设资料 -
大数据 巨量资料* -
数据 资料* -
人工智能 人工智慧 -
智能手机 智慧型手机 智能电话
智能 智慧型* -
算法 演算法 演算法
云计算 云端运算 云端运算
芯片 晶片 晶片
集成电路 积体电路 积体电路
传感器 感测器 感应器*
像素 画素 -
带宽 频宽 频宽
宽带 宽频 宽频
视频会议 视讯会议 视像会议
视频 视讯* 视像*
音频 音讯 -
短信 简讯 短讯
电子邮件 - 电邮
博客 部落格 -
黑客 骇客 -
密钥 金钥 密匙
公钥 公开金钥 -
鼠标 滑鼠 滑鼠
屏幕 萤幕 萤幕
硬盘 硬碟 硬碟
光盘 光碟 光碟
打印 列印 列印
打印机 印表机 打印机
笔记本电脑 笔记型电脑 手提电脑
手机 - 手提电话*
界面 介面 介面
对接 介接* -
建设 建置* -
通过 透过* 透过*
项目管理 专案管理 -
项目 专案* -
知识产权 智慧财产权 -
知识产权 智财权* -
隐私 - 私隐
可持续发展 永续发展 -
弱势群体 弱势族群 弱势社群
公共交通 大众运输 -
出租车 计程车 的士
自行车 脚踏车 -
公交车 公车* -
激光 雷射 激光
纳米 奈米 -
塑料 塑胶 塑胶
硅谷 矽谷 矽谷
众筹 群众募资 -
市场营销 行销* -
"""
NUMERAL = "零〇一二三四五六七八九十百两几多位0-9"
# What may not stand before a word, and behind it.
AROUND = {
    "数位": (NUMERAL + "人", "居列于移"),
    "数码": ("", "港相产暴管"),
    "资讯": ("投工", ""),
    "资料": ("产考面字景献案人本请史传书籍片证", "来夹室袋片册"),
    "网路": ("联管", "径段线测"),
    "程式": ("", "化"),
    "资安": ("投外物出融薪工合独侨台港内", "全排置心装家"),
    "专案": ("", "小组"),
    "透过": ("", "率性窗玻"),
    "公车": ("", "私"),
    "建置": ("改", ""),
    "视像": ("电", ""),
    "行销": ("", "售"),
    "智慧型": ("", "态"),
}


@cache
def _exchanged(place: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern and what its matches become: "" for the mainland's words, else the place's for them."""
    pairs: dict[str, str] = {}
    for mainland, taiwan, hong_kong in (line.split() for line in WORDS.strip().splitlines()):
        for local, of in ((taiwan, "taiwan"), (hong_kong, "hong kong")):
            word = local.rstrip("*")
            if not place and word != "-":
                pairs.setdefault(word, mainland)
            elif place == of and local == word != "-":
                pairs.setdefault(mainland, word)
    pairs = {word: other for word, other in pairs.items() if word != other}
    longest_first = sorted(pairs, key=lambda word: (-len(word), word))
    return re.compile("|".join(_guarded(word) if not place else word for word in longest_first)), pairs


def _guarded(word: str) -> str:
    before, after = AROUND.get(word, ("", ""))
    return f"(?<![{before}])" * bool(before) + word + f"(?![{after}])" * bool(after)


def find(text: str) -> list[Edit]:
    """Find the words of Taiwan and Hong Kong in a Traditional text; what they become is in Simplified script.

    >>> [(e.before, e.after) for e in find("數位政府的資訊系統、軟體與資料庫，三位數位居第一")]
    [('數位政府', '数字政府'), ('資訊', '信息'), ('軟體', '软件'), ('資料庫', '数据库')]
    >>> find("数位政府与文件")
    []
    """
    plain = to_simplified(text)
    if len(plain) != len(text) or not is_changed(text, plain):
        return []
    pattern, pairs = _exchanged("")
    return [edit(text, *m.span(), pairs[m.group()], NAME, "likely") for m in pattern.finditer(plain)]


def to_local(text: str, *, region: str) -> str:
    """Return a Simplified text in the characters and with the words of "taiwan" or "hong kong", for display.

    Only words that always have this counterpart are exchanged (数字政府, not 数字 by itself). Raises InputError for
    another region.

    >>> to_local("数字政府的信息网络", region="taiwan"), to_local("数字政府的信息网络", region="hong kong")
    ('數位政府的資訊網路', '數碼政府的資訊網絡')
    """
    if region not in ("taiwan", "hong kong"):
        raise InputError(f"region={region!r}: must be 'taiwan' or 'hong kong'")
    pattern, pairs = _exchanged(region)
    return to_traditional(pattern.sub(lambda match: pairs[match.group()], text), region=region)
