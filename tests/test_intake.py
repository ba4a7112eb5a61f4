"""Reports of many houses: what is read from their files, and how it is divided."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingraph.errors import SourceError
from fingraph.intake.files import Extract, decode, read_file
from fingraph.intake.html import html_text
from fingraph.intake.markdown import markdown_text
from fingraph.text import outline, segment
from fingraph.text.frame import line_reason
from fingraph.text.sentences import sentence_spans

REPORTS = Path(__file__).parent / "reports"
CHINESE = "一、云计算的发展\n云计算在金融业广泛应用，成本不断下降。\n二、区块链的应用\n区块链用于供应链金融。\n"


def read(path: Path) -> Extract:
    return read_file(path, lambda _: None)


def divided(text: str) -> list[str]:
    """Return an outline as the files ``*.expected`` have it: headings after #, sentences, reasons of the frame after --."""
    found = outline(text)
    lines = []
    for section in found.sections:
        lines.append(f"# {text[slice(*section.heading)]}")
        lines += [text[start:end] for start, end in section.sentences]
    return [line.replace("\n", " ") for line in lines] + [f"-- {span.reason}" for span in found.excluded]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize("expected", sorted(REPORTS.glob("*.expected")), ids=lambda path: path.stem)
def test_reports_of_many_houses_are_divided_as_a_reader_does(expected: Path) -> None:
    (report,) = [path for path in REPORTS.glob(f"{expected.stem}.*") if path != expected]
    assert divided(read(report).text) == expected.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1、", "2、"), ("1. ", "2. "), ("１．", "２．"), ("一、", "二、"), ("（一）", "（二）"), ("趋势一：", "趋势二："), ("趋势1 ", "趋势2 "),
        ("第一大趋势：", "第二大趋势："), ("Trend 1: ", "Trend 2: "), ("TREND ONE – ", "TREND TWO – "), ("#1 ", "#2 "), ("No. 1: ", "No. 2: "),
        ("## 1. ", "## 2. "), ("## ", "## "), ("1) ", "2) "), ("①", "②"), ("I. ", "II. "), ("第一章 ", "第二章 "), ("01 ", "02 "), ("1 | ", "2 | "),
    ],
)  # fmt: skip
def test_every_usual_numbering_is_a_series_of_headings(first: str, second: str) -> None:
    text = f"Outlook\n\nLead.\n\n{first}Cloud\n\nCloud grows.\n\n{second}Chains\n\nChains grow. They do.\n"
    assert [line for line in divided(text) if not line.startswith("--")] == [
        "# Cloud", "Cloud grows.", "# Chains", "Chains grow.", "They do.",
    ]  # fmt: skip


def test_a_number_may_stand_on_the_line_above_its_heading() -> None:
    text = "Trends\n\nTREND 1\nMAN OR MACHINE?\nBoth. Neither.\nTREND 2\nU.S. BANKING IS BACK\nIt is.\n"
    assert divided(text) == ["# MAN OR MACHINE?", "Both.", "Neither.", "# U.S. BANKING IS BACK", "It is.", "-- title"]


@pytest.mark.parametrize("leader", [" ........ 3", "……………3", "\t3", "    3", ""])
def test_a_table_of_contents_has_no_trends(leader: str) -> None:
    text = f"报告\n目录\n一、云{leader}\n二、链{leader}\n三、数{leader}\n\n前言。\n\n一、云\n云文。\n二、链\n链文。\n三、数\n数文。\n"
    assert [line for line in divided(text) if not line.startswith("--")] == [
        "# 云", "云文。", "# 链", "链文。", "# 数", "数文。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长3.5%。下降1.2个点。", ["增长3.5%。", "下降1.2个点。"]),
        ("他说：“快。要快。”银行答应了。", ["他说：“快。要快。”", "银行答应了。"]),
        ("“为什么？”这一问题重要。", ["“为什么？”这一问题重要。"]),
        ("甲（乙。丙）丁。戊", ["甲（乙。丙）丁。", "戊"]),
        ("甲；乙；丙。", ["甲；", "乙；", "丙。"]),
        ("甲;乙 a; b。", ["甲;", "乙 a; b。"]),
        ("好吗？！好……好。", ["好吗？！", "好……好。"]),
        ("左“没有结束。右。", ["左“没有结束。", "右。"]),
        ("《办法。修订》出台。", ["《办法。修订》出台。"]),
        ("The U.S. grew, e.g. by 3.5 pct. So did Japan.", ["The U.S. grew, e.g. by 3.5 pct.", "So did Japan."]),
        (
            "See Fig. 3 and No. 5. It is state of the art. Yes.",
            ["See Fig. 3 and No. 5.", "It is state of the art.", "Yes."],
        ),
        ("Dr. J. Example left Sample Inc. The bank stayed.", ["Dr. J. Example left Sample Inc.", "The bank stayed."]),
        ("Wait... what? Now... Banks act!", ["Wait... what?", "Now...", "Banks act!"]),
        ('He said "No. Never." She left.', ['He said "No. Never."', "She left."]),
        ("It’s fine. (Really. Yes.) Ok.", ["It’s fine.", "(Really. Yes.)", "Ok."]),
        ("A trial.1 Results follow.", ["A trial.1", "Results follow."]),
        ("Version 2.0 of v1.2.3 at www.example.org is out.", ["Version 2.0 of v1.2.3 at www.example.org is out."]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(st.sampled_from('银a1.。！？；;!?…“”"（）()《》 \n‘’'), max_size=60))
def test_sentences_are_in_order_and_leave_out_no_word(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text, 0, len(text)):
        assert not any(map(str.isalnum, text[position:start]))
        assert position <= start < end
        position = end
    assert not any(map(str.isalnum, text[position:]))


@given(
    st.lists(
        st.sampled_from(
            ["1、甲", "2、乙", "一、丙", "（一）丁", "# H", "## 1. I", "正文。", "Text one. Two.", "目录", "结语", "图1：图", "\f", "",
             "免责声明：无", "- item", "12", "Trend 1: A", "Trend 2: B", "长" * 90, "01"]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_every_word_below_the_first_heading_is_in_a_sentence_or_left_out_with_a_reason(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = outline(text)
    spans = sorted(
        [section.heading for section in found.sections]
        + [span for section in found.sections for span in section.sentences]
        + [(span.start, span.end) for span in found.excluded]
    )
    position = 0
    for start, end in spans:
        assert position <= start < end
        position = end
    assert all(span.reason for span in found.excluded)
    assert [sentence.start for sentence in segment(text)] == sorted(sentence.start for sentence in segment(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_as_it_stands_in_any_of_its_encodings(tmp_path: Path, encoding: str) -> None:
    text = CHINESE.replace("\n", "\r\n") + "  ＡＢ　\u3000 \n"
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode(encoding))
    assert read(path).text.lstrip("\ufeff") == text
    assert [line for line in divided(read(path).text) if line[0] == "#"] == ["# 云计算的发展", "# 区块链的应用"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"\x00\x01\x02" * 500, "is a binary file"),
        ("a.docx", b"PK\x03\x04abc", "is a Word, Excel or EPUB file; save it as PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0abc", "is an old Word or Excel file"),
        ("a.txt", CHINESE.encode() + CHINESE.encode("gb18030"), "mixes encodings: line 1 is UTF-8, line 5 is not"),
        ("a.txt", "r\u00e9sum\u00e9 and \u201cquotes\u201d \u2013 all in cp1252 \u00e9\u00e8".encode("cp1252"), "is neither UTF-8, GB18030 nor UTF-16"),
        ("a.txt", b"", "holds no text"),
        ("a.txt", b" \n 12 \n", "holds no text"),
        ("a.pdf", b"%PDF-1.7\nnothing here", "is a damaged PDF"),
        ("a.html", b"<html><script>1</script></html>", "holds no text"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_report_is_one_clear_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2")
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as raised:
        read(path)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_folder_and_a_missing_file_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is a folder; name the file of one report$"):
        read(tmp_path)
    with pytest.raises(SourceError, match=r"cannot read '.*none': No such file or directory$"):
        read(tmp_path / "none")


def test_a_text_of_100_megabytes_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(SourceError, match=r"has 100 MB, more than the 20 MB .* save the chapters with the trends"):
        read(path)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_one_clear_line(content: bytes) -> None:
    try:
        text, encoding = decode(content, "file")
    except SourceError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert text.encode(encoding) in (content, content.removeprefix(b"\xff\xfe")) or encoding == "utf-16"


def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "page"
    page = f'<html><head><meta charset="gbk"></head><body><h2>1、云</h2><p>{CHINESE.splitlines()[1]}</p></body></html>'
    path.write_bytes(page.encode("gbk"))
    assert read(path).kind == "html"
    assert "云计算在金融业" in read(path).text


@given(st.text(st.sampled_from("<>/abdivp=\"' nh2sl!-&;#x&"), max_size=120))
def test_any_page_is_read(page: str) -> None:
    text, _ = html_text(page)
    assert text.endswith("\n")


@given(st.text(st.sampled_from("#*_`[]()!|->~\n a1.="), max_size=120))
def test_any_markdown_is_read(source: str) -> None:
    text, _ = markdown_text(source)
    assert text.endswith("\n")


def test_a_page_whose_body_is_named_like_a_frame_is_still_read() -> None:
    page = '<body class="menu"><div class="has-sidebar"><h2>1. Cloud</h2><p>It grows.</p></div></body>'
    assert html_text(page)[0] == "## 1. Cloud\n\nIt grows.\n"
    assert html_text('<div class="comments"><p>All is here.</p></div>')[0] == "All is here.\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("第 3 页 共 20 页", "page number"), ("- 12 -", "page number"), ("Page 3 of 20", "page number"), ("3 / 20", "page number"),
        ("图3-1 市场规模", "caption"), ("Exhibit 4: Spending", "caption"), ("数据来源：某局", "note or source"), ("[12] See above.", "note or source"),
        ("图书出版加快数字化。", ""), ("Table stakes are rising for banks.", ""), ("Notes matter.", ""), ("2026年", ""),
    ],
)  # fmt: skip
def test_lines_that_hold_no_statement(line: str, reason: str) -> None:
    assert line_reason(line) == reason


@pytest.mark.parametrize(
    "hostile",
    ["“（" * 100_000, "1、甲\n" * 30_000, "（" * 50_000 + "]" * 50_000, "a" * 1_000_000, "# \n" * 50_000, "." * 200_000, "。" * 200_000,
     "<div>" * 50_000, "x " * 200_000, "一" * 200_000],
    ids=range(10),
)  # fmt: skip
def test_no_text_takes_long(hostile: str, cpu_seconds: Callable[[Callable[[], object]], float]) -> None:
    text = f"1、甲\n{hostile}\n2、乙\n{hostile}"
    assert sum(cpu_seconds(partial(read_text, text)) for read_text in (outline, markdown_text, html_text)) < 5


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that prints a report with page headers, footers and page numbers, in one column or two."""
    pytest.importorskip("pypdfium2")
    platypus = pytest.importorskip("reportlab.platypus")
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    folder = tmp_path_factory.mktemp("pdf")

    def make(name: str, blocks: list[tuple[float, str]], *, columns: int = 2, password: str = "") -> Path:
        chinese = any("\u3400" < char < "\ua000" for _, words in blocks for char in words)
        font = {"fontName": "STSong-Light", "wordWrap": "CJK"} if chinese else {"fontName": "Times-Roman"}
        story = [
            platypus.Paragraph(
                words, ParagraphStyle("p", fontSize=size, leading=1.3 * size, spaceBefore=5, spaceAfter=5, **font)
            )
            for size, words in blocks
        ]

        def decorate(canvas: object, document: object) -> None:
            draw: object = canvas
            draw.setFont(font["fontName"], 8)  # type: ignore[attr-defined]
            draw.drawString(60, 815, f"House Outlook {document.page}")  # type: ignore[attr-defined]
            draw.drawCentredString(300, 20, str(document.page))  # type: ignore[attr-defined]

        width = 480 / columns - 12
        frames = [
            platypus.Frame(60 + place * (width + 24), 60, width, 730, leftPadding=0, rightPadding=0)
            for place in range(columns)
        ]
        options = {}
        if password:
            from reportlab.lib.pdfencrypt import StandardEncryption

            options["encrypt"] = StandardEncryption(password)
        path = folder / name
        document = platypus.BaseDocTemplate(str(path), pagesize=(595, 842), **options)
        document.addPageTemplates(platypus.PageTemplate(frames=frames, onPage=decorate))
        document.build(story)
        return path

    return make


SAID = {
    "en": ("Trend number", "Banks of group {0} invest in core systems, e.g. in the U.S. market, by {0}.5 percent. Others wait.", ". "),
    "zh": ("数字金融的方向", "第{0}类机构正在加快部署大模型，覆盖率将达到{0}.5%。监管部门要求“先评估。后上线”并逐条落实。", "、"),
}  # fmt: skip


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pdf_is_read_column_by_column_without_page_headers(
    pdf: Callable[..., Path], language: str, columns: int
) -> None:
    heading, paragraph, mark = SAID[language]
    blocks = [(22.0, "Outlook 2026")]
    expected = []
    for trend in range(1, 6):
        blocks.append((14.0, f"{trend}{mark}{heading}{trend}"))
        expected.append(f"# {heading}{trend}")
        for number in range(10 * trend, 10 * trend + 9):
            noted = paragraph.format(number).replace(",", "<super>1</super>,").replace("，", "<super>1</super>，")
            blocks.append((10.0, noted))
            expected += sentences(paragraph.format(number))
    blocks.append((7.0, "1 Example (2025), p. 3."))
    extract = read(pdf(f"{language}{columns}.pdf", blocks, columns=columns))
    assert divided(extract.text)[-1] == "-- note or source"
    found = [line.replace("\f ", " ").replace("\f", "") for line in divided(extract.text)]
    assert [line for line in found if not line.startswith("--")] == expected
    pages = extract.text.count("\f")
    assert pages >= 2
    assert extract.left_out == (f"page headers, footers and numbers: {2 * pages} lines",)
    numbers = [sentence.page or 0 for sentence in segment(extract.text)]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, pages + 1))


def test_a_pdf_that_is_locked_or_has_pictures_only_is_one_clear_line(pdf: Callable[..., Path]) -> None:
    with pytest.raises(SourceError, match=r"is locked with a password; save it without one$"):
        read(pdf("locked.pdf", [(10.0, "Words")], password="secret"))  # noqa: S106 - made up
    with pytest.raises(
        SourceError, match=r"has 1 pages and \d+ characters of text, so its pages are pictures; run optical"
    ):
        read(pdf("empty.pdf", [(10.0, "")]))
