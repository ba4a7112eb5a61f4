"""Cues of what frames a report: names of sections, disclaimers, words of a house about itself, captions, page numbers."""

from __future__ import annotations

import re
import unicodedata

FLAGS = re.IGNORECASE

LINE_CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, FLAGS))
    for reason, pattern in (
        (
            "table of contents",
            r".{1,200}?(?:[.·…．]{4,}|(?:[.·…．] ){4,}|…{2,}|\t+|\s{3,})\s*(?:[0-9０-９]{1,3}|[ivxIVX]{1,5})\s*$|目\s*录$|(?:table of )?contents$",
        ),
        (
            "page number",
            (
                r"(?:[-–—·•]\s*)?[0-9]{1,4}(?:\s*[-–—·•])?$|第?\s*[0-9]{1,4}\s*页(?:\s*[,，/共]\s*共?\s*[0-9]{1,4}\s*页?)?$"
                r"|(?:page|p\.)\s*[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})?$|[0-9]{1,4}\s*(?:/|of)\s*[0-9]{1,4}$"
            ),
        ),
        ("name of a picture", r"!?\[?[^\s。，]{0,120}\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)\)?$"),
        (
            "caption",
            (
                r"(?:[图表]|图表|附图|附表|专栏)\s*[0-9０-９一二三四五六七八九十]{1,3}(?:[-.－—][0-9]{1,2})?(?:\s*[:：.、\s](?!\s*(?:显示|所示|展示|给出|反映|列出|表明))(?!.*[。；]$).{0,80})?$"
                r"|图为.{0,80}[。）)]$|[\[【](?:chart|figure|image|photo|table|graphic|插?图|图片|表)[^\]】]{0,40}[\]】]$|[\[(（【]?(?:image|photo|picture)s?\b[^:：]{0,40}[:：].{0,100}$|[▲△▼▽](?!.*[。；]$).{0,80}$|[（(]?(?:图源|图片|图)\s*[:：/|丨].{0,60}$"
                r"|(?:figure|fig\.|table|chart|exhibit|box|graph|panel|diagram|image|infographic)\s*[A-Z]{0,2}[0-9]{1,3}(?:\.[0-9A-Z]{1,2})?"
                r"(?:[:.\s–—|-](?!\s*(?:shows?|illustrates?|presents?|depicts?|summari[sz]es?|lists?|compares?|gives?|plots?|and|to|of|in)\b)"
                r"(?!.*[.;]\s.*[.;]$).{0,150})?$"
            ),
        ),
        (
            "note or source",
            (
                r"(?:数据|资料|图片)?来源\s*[:：|｜丨]|(?:资料|数据)出处\s*[:：]|注\s*释?\s*[0-9]{0,2}\s*[:：]|样本(?:量|说明)?\s*[:：]|备注\s*[:：]|sources?\s*:|notes?\s*:"
                r"|\[\^[^\]\s]{0,20}\]:\s|\[[0-9]{1,3}\]:?\s|\^[0-9]{1,3}\s|[¹²³⁴⁵⁶⁷⁸⁹⁰]+\s*\S|[*†‡]{1,3}(?=[A-Z])"
            ),
        ),
        (
            "table",
            r"\|.*\|$|(?!.*[。！？.!?]$)\S+(?: \S+)*(?:\s{3,}\S+(?: \S+)*){2,}$|(?:[^\s.。]+\s+){0,3}(?:[-+−]?[$€¥£]?[0-9][0-9.,]*%?(?:\s+|$)){3,}$",
        ),
        (
            "disclaimer",
            (
                r"(?:©|\(c\)\s|copyright\s(?:©|\(c\)|[12][0-9]{3}))|请(?:务必|仔细)*阅读.{0,20}(?:声明|说明|条款|披露)|版权所有"
                r"|(?:please )?(?:see|refer to|read) .{0,60}(?:disclosures?|disclaimers?)\b.{0,80}$"
            ),
        ),
        (
            "advertisement",
            r"(?:sponsored(?: (?:by|content|post)\b.{0,60})?|advertisement|(?:a word|a message) from our (?:sponsors?|partners?)|广告|推广)\s*[:：]?$",
        ),
        (
            "advertisement of the site",
            r"(?:share (?:this|print|download)|follow us|view in browser|listen to this|read more|related (?:articles|posts|content)|subscribe)\b.{0,60}$",
        ),
    )
)
"""What a line by itself is, wherever it stands."""
NOTES = next(cue for cue in LINE_CUES if cue[0] == "note or source")
LONGEST_LINE = 300
"""Code points; a longer line is text, or a note."""

TAIL_CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, FLAGS))
    for reason, pattern in (
        (
            "disclaimer",
            (
                r"(?:免责|法律|版权|郑重|特别|重要)?(?:声明|说明|提示)\s*(?:[:：]|$)|[\u4e00-\u9fff]{2}声明\s*[:：]|(?:免责|法律|版权)(?:声明|说明|条款)|©|\(c\)\s|copyright\b"
                r"|版权(?:所有|归)|disclaimers?\b|all rights reserved|legal (?:notice|disclaimer)|important (?:information|disclosure|notice)"
                r"|the views? (?:expressed|in this)|(?:this|the) (?:report|publication|document|material|article|presentation|content)"
                r" (?:is|was|has been|does|do|may|should)\b.*\b(?:information(?:al)?|advice|warrant|liab|reli|reproduc|purposes)"
                r"|(?:nothing in this|no part of this|for (?:general )?information(?:al)? purposes)|本(?:报告|文|网站|材料|文章|资料)"
                r".{0,40}(?:仅供|不构成|版权|不承担|不保证|来源于|转载|未经)|以上(?:内容|信息|观点).{0,30}(?:仅供|不构成|不代表)"
            ),
        ),
        ("warning of risks", r"风险(?:提示|因素)\s*(?:[:：]|$)|risks?(?: (?:warning|factors|disclosures?))\s*(?::|$)"),
        (
            "the house about itself",
            (
                r"关于(?:我们|本(?:报告|机构|院|所|行|公司)|作者|编者)|关于.{2,20}(?:研究院|研究所|公司|集团|中心|团队|智库|协会)$|联系(?:我们|方式|人)"
                r"|about (?:us|the (?:authors?|report|survey|company|firm|research|team|institute|bank)|this (?:report|research|survey))\b"
                r"|(?:that|this)[’']s (?:all|it|a wrap)\b.{0,60}|thanks for reading\b|(?:if you )?enjoyed this\b|until next (?:time|week|month)\b|(?:hit )?reply\b.{0,60}"
                r"|unsubscribe\b|explore (?:a career|careers)|点(?:个|击).{0,12}(?:在看|关注|赞|阅读原文)|欢迎在?评论区|往期(?:推荐|回顾|精彩)|(?:推荐|延伸)阅读|长按.{0,10}(?:识别|关注)"
                r"|[-—–·\s]*(?:the\s)?(?-i:END|End)[-—–·.\s]*$|about (?-i:[A-Z])[\w&.' -]{1,40}$|(?:欢迎|敬请)?(?:扫码|扫描二维码|关注(?:我们|公众号|微信))|微信公众号|contacts?(?: us)?\s*(?::|$)"
                r"|for (?:more|further) information\b|(?:to learn|learn) more\b|get in touch\b|follow us\b|subscribe\b|visit (?:us|www)"
            ),
        ),
        (
            "authors and editors",
            (
                r"[（(]?(?:本文)?(?:责任编辑|责编|编辑|校对|审核|作者|撰稿人?|撰文|执笔|记者|文)\s*[:：丨|/]|（完）$|\(完\)$|(?:written|edited|authored) by\b"
                r"|(?:the )?authors?\s*:|(?-i:[A-Z])[\w.'-]+(?: (?-i:[A-Z])[\w.'-]+){1,2} is an? .{0,60}"
                r"\b(?:writer|author|partner|analyst|editor|journalist|professor|consultant|researcher|director|fellow|columnist)\b"
            ),
        ),
    )
)
"""What begins the end of a report, after its last trend; what follows belongs to it."""

END_SECTION = re.compile(
    r"(?:结\s*语|写在(?:最后|后面)|结束语|结\s*论|总\s*结|小\s*结|后\s*记|尾\s*声|附\s*录.{0,20}|附\s*件.{0,20}|参考(?:文献|资料)|注\s*释|致\s*谢|鸣\s*谢|术语(?:表)?|研究方法(?:说明)?"
    r"|(?:the )?(?:conclusions?|concluding remarks|final thoughts|closing(?: thoughts| remarks)?|in (?:summary|closing|conclusion)|wrapping up"
    r"|the bottom line|references|bibliography|endnotes|footnotes|notes|appendi(?:x|ces)\b.{0,60}|annex\b.{0,60}|acknowledge?ments?|glossary"
    r"|(?:research )?methodology|abbreviations|sources|further reading|related (?:articles|posts|content|reading)|next steps|looking ahead"
    r"|call to action|final word|parting (?:thoughts?|words?)|evidence|about the (?:data|research)|comments|leave a reply))\s*[:：]?$",
    FLAGS,
)
"""Name of a section after the trends."""

NOTES_NAMED = re.compile(
    r"(?:references|bibliography|(?:end|foot)?notes|sources|参考(?:文献|资料)|[尾脚附]?注释?)\s*[:：]?$", FLAGS
)
"""Name of a list of notes."""
READING_NAMED = re.compile(
    r"(?:往期(?:推荐|回顾|精彩)|(?:推荐|延伸|相关)阅读|further reading|(?:related|recommended) (?:articles|posts|content|reading))\s*[:：]?$",
    FLAGS,
)
"""Name of a list of other texts."""

START_SECTION = re.compile(
    r"(?:引\s*言|前\s*言|序\s*言?|导\s*[语读言]|摘\s*要|内容(?:摘要|提要)|核心(?:观点|摘要)|要点|概\s*述|概\s*览|背\s*景|目\s*录|编者按"
    r"|(?:an? )?introduction|foreword|preface|executive summary|summary|abstract|overview|(?:table of )?contents|at a glance"
    r"|key (?:takeaways|findings|messages|points)|highlights|background|editor['’]s (?:note|letter)|in brief)\s*[:：]?$",
    FLAGS,
)
"""Name of a section before the trends."""

TRENDS_NAMED = re.compile(r"趋势|预测|展望|\b(?:trends?|outlook|predictions?|themes?|forces)\b", FLAGS)
DECLARED = re.compile(
    r"(?P<zh>[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s*(?:大|个|项)(?:[^。，\n]{0,24})(?:趋势|预测|展望|关键词|方向|判断|转变|主线)"
    r"|\b(?P<en>[0-9]{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?: [\w-]+){0,5} (?:trends|themes|predictions|forces|shifts|lessons)",
    FLAGS,
)
"""How many trends a title or an introduction says there are."""

ORGANISATION = re.compile(
    r".{0,40}?(?:研究院|研究所|研究中心|研究部|研究团队|课题组|团队|公司|集团|中心|智库|协会|联盟|实验室|事务所|学院|委员会|平台|本院|本所|本行|我们)"
)
SELF_DESCRIPTION = re.compile(
    r"聚焦|专注|致力于|主要(?:从事|研究|负责)|成立于|创立于|创办于|隶属于|是.{0,30}(?:领先|知名|权威|专业|新型|高端)|面向.{0,30}(?:研究|服务)|提供.{0,60}服务"
    r"|\b(?:is an? (?:\w+[ -]){0,4}(?:firm|company|consultancy|institute|institution|organi[sz]ation|think tank|provider|network|group|bank|association|body|academy|agency|cent(?:re|er)|forum|newsletter|publication|publisher)\b"
    r"|was founded|founded in|established in|headquartered|provides? (?:\w+[ ,-]+){0,6}services|helps? (?:clients|organi[sz]ations|companies)"
    r"|advis(?:es|ing) |serv(?:es|ing) clients|dedicated to)",
    FLAGS,
)
CONTACT = re.compile(
    r"https?://|www\.|[\w.+-]+@[\w-]+\.\w|(?:电话|邮箱|地址|网址|tel|phone|e-?mail|fax)\s*[:：]|\+[0-9][0-9 ()-]{6,}",
    FLAGS,
)
TERMINAL = re.compile(
    r"(?:[。！？!?;；.…:：][”’」』）)\]\"'】》]*(?:\[[0-9]{1,3}\]|[①-⑳¹²³⁴-⁹])*|[a-z)%][.][0-9]{1,2})$"
)


def line_reason(line: str) -> str:
    """Return why a line by itself is no statement, or an empty text.

    Parameters
    ----------
    line
        A line without white space around it.

    Returns
    -------
    str
        Such as ``"caption"``.

    Examples
    --------
    >>> line_reason("1. AI ........ 4"), line_reason("Figure 2: Growth"), line_reason("AI grows.")
    ('table of contents', 'caption', '')
    """
    if len(line) > LONGEST_LINE and not line.startswith("|"):
        return NOTES[0] if NOTES[1].match(line[:LONGEST_LINE]) else ""
    for reason, pattern in LINE_CUES:
        if pattern.match(line):
            return reason
    return ""


def tail_reason(line: str) -> str:
    """Return why a line begins the end of a report, or an empty text.

    Parameters
    ----------
    line
        A line without white space and marks around it.

    Returns
    -------
    str
        Such as ``"disclaimer"``.

    Examples
    --------
    >>> tail_reason("（免责声明：本站）"), tail_reason("结语"), tail_reason("银行声明支持。")
    ('disclaimer', 'section after the trends', '')
    """
    bare = line.lstrip("（([【*_ ").rstrip("】] ")
    if END_SECTION.match(bare):
        return "section after the trends"
    return next((reason for reason, pattern in TAIL_CUES if pattern.match(bare)), "")


def about_itself(line: str, head: str) -> bool:
    """Return whether a paragraph is of the house that wrote the report: it begins with its name and says what it does.

    Parameters
    ----------
    line
        A paragraph.
    head
        What stands before the trends, where the house names itself, if it does.

    Returns
    -------
    bool
        True also where the head is silent, if the paragraph begins with the name of an organisation that it defines.

    Examples
    --------
    >>> about_itself("某研究院聚焦金融研究，提供咨询服务。", "某研究院发布十大趋势")
    True
    >>> about_itself("银行聚焦小微企业，提供便捷服务。", "某研究院发布十大趋势")
    False
    """
    if not SELF_DESCRIPTION.search(line[:200]):
        return False
    chinese = ORGANISATION.match(line[:60])
    # The name as the head has it may be longer or shorter: its beginning is compared.
    name = chinese[0][:4] if chinese else " ".join(line.split()[:2])
    return len(name) >= 4 and name in head


def width(text: str) -> int:
    """Return the columns of a line: two for each wide character."""
    if text.isascii():
        return len(text)
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def declared_count(head: str) -> int:
    """Return how many trends the head of a report says there are; 0 if it does not.

    Parameters
    ----------
    head
        Title and introduction.

    Returns
    -------
    int
        From 0.

    Examples
    --------
    >>> declared_count("2026年银行业八大发展趋势"), declared_count("Ten fintech trends"), declared_count("Outlook")
    (8, 10, 0)
    """
    from fingraph.text.marks import number_of

    match = DECLARED.search(head)
    return number_of(match["zh"] or match["en"]) if match else 0
