"""The SVG: well formed, escaped, linked, without styles."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from lxml import etree

from qms.procedures.flowchart import Drawing, draw_swimlanes
from qms.procedures.structure import END, Procedure
from tests.procedures.flowchart.examples import (
    DOCUMENT_CONTROL,
    EXAMPLES,
    LABELS,
    LAYOUTS,
    link,
    swimlanes,
    table,
    task,
)

STYLE_SHEET = Path(__file__).parents[3] / "static/css/components/flowchart.css"
NS = {"s": "http://www.w3.org/2000/svg"}


def tree(drawing: Drawing) -> etree._Element:
    return etree.fromstring(drawing.svg())


def test_every_step_is_a_link_with_its_number_and_name() -> None:
    links = tree(swimlanes(*DOCUMENT_CONTROL)).findall(".//s:a", NS)
    assert [a.get("href") for a in links] == [link(n) for n in range(1, 9)]
    assert (
        links[0].get("aria-label") == "Bước 1: Đề nghị soạn thảo, sửa đổi tài liệu. Đơn vị đề nghị. 0,5 ngày"
    )


def test_a_step_without_an_address_is_no_link() -> None:
    drawing = draw_swimlanes(
        Procedure(steps=DOCUMENT_CONTROL), labels=LABELS, link=lambda _: "", id_prefix="x"
    )
    assert tree(drawing).findall(".//s:a", NS) == []


def test_title_and_description_name_the_drawing() -> None:
    root = tree(swimlanes(*DOCUMENT_CONTROL))
    named = {root.get("aria-labelledby"): LABELS.title, root.get("aria-describedby"): LABELS.description}
    assert {element.get("id"): element.text for element in root.iterfind(".//*[@id]")} == named


def test_it_is_a_group_because_an_image_would_hide_its_links() -> None:
    assert tree(swimlanes(*DOCUMENT_CONTROL)).get("role") == "group"


def test_ids_begin_with_the_prefix() -> None:
    drawing = replace(swimlanes(*DOCUMENT_CONTROL), id_prefix="second")
    assert all(
        str(element.get("id")).startswith("second-") for element in tree(drawing).iterfind(".//*[@id]")
    )


def test_it_scales_by_its_view_box() -> None:
    drawing = swimlanes(*DOCUMENT_CONTROL)
    assert tree(drawing).get("viewBox") == f"0 0 {drawing.width:g} {drawing.height:g}"


def test_texts_are_escaped() -> None:
    name = '<script>alert(1)</script> & "x" \' \x0b\ud800'
    drawing = swimlanes(task("a", name, "<b>&amp;", END))
    assert "<script" not in drawing.svg()
    assert "<script>alert(1)</script>" in "".join(tree(drawing).itertext())


def test_addresses_are_escaped() -> None:
    drawing = draw_swimlanes(
        Procedure(steps=DOCUMENT_CONTROL), labels=LABELS, link=lambda n: f'/?a=1&n={n}"><x', id_prefix="x"
    )
    assert tree(drawing).find(".//s:a", NS).get("href") == '/?a=1&n=1"><x'


def test_it_carries_no_styles_and_no_scripts() -> None:
    for steps in EXAMPLES.values():
        for layout in LAYOUTS:
            svg = layout(Procedure(steps=steps), labels=LABELS, link=link, id_prefix="x").svg()
            assert not re.search(r"<style|<script| style=| on\w+=| fill=| stroke=|url\(", svg)


def test_the_style_sheet_knows_every_class() -> None:
    used = {
        name
        for steps in EXAMPLES.values()
        for layout in LAYOUTS
        for names in re.findall(
            r'class="([^"]+)"', layout(Procedure(steps=steps), labels=LABELS, link=link, id_prefix="x").svg()
        )
        for name in names.split()
    }
    plain = {
        "flowchart__step",
        "flowchart__step--task",
        "flowchart__step--decision",
        "flowchart__line--ahead",
    }
    plain |= {"flowchart__arrow--ahead", "flowchart__condition--next", "flowchart__condition--skip"}
    plain |= {"flowchart__condition--broken", "flowchart__text--head", "flowchart__text--name"}
    plain |= {"flowchart__text--condition", "flowchart__text--cell"}
    known = set(re.findall(r"\.(flowchart[\w-]*)", STYLE_SHEET.read_text()))
    assert used - known - plain == set()


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl", STYLE_SHEET.read_text(), re.IGNORECASE)


def test_templates_insert_it_as_it_is() -> None:
    svg = swimlanes(*DOCUMENT_CONTROL).svg()
    assert svg.__html__() == svg


def test_a_short_drawing_is_one_page() -> None:
    drawing = table(task("a", "A", "P", END))
    assert len(drawing.pages()) == 1


def test_pages_hold_every_step_once_and_are_no_higher_than_asked() -> None:
    drawing = table(*DOCUMENT_CONTROL)
    pages = [etree.fromstring(page) for page in drawing.pages(shape=0.8)]
    links = [a.get("href") for page in pages for a in page.findall(".//s:a", NS)]
    assert len(pages) > 1
    assert links == [link(n) for n in range(1, 9)]
    assert all(float(page.get("height") or 0) <= 0.8 * drawing.width for page in pages)


def test_pages_repeat_the_heads_of_the_columns() -> None:
    for page in table(*DOCUMENT_CONTROL).pages(shape=0.8):
        assert all(head in page for head in ("Trách nhiệm", "Trình tự", "Thời hạn · Biểu mẫu"))


def test_pages_have_ids_of_their_own() -> None:
    pages = [etree.fromstring(page) for page in table(*DOCUMENT_CONTROL).pages(shape=0.8)]
    ids = [element.get("id") for page in pages for element in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))


def test_lines_end_at_the_edge_of_a_page() -> None:
    for page in map(etree.fromstring, table(*DOCUMENT_CONTROL).pages(shape=0.8)):
        _, top, _, height = map(float, str(page.get("viewBox")).split())
        for path in page.iterfind(".//s:path[@class]", NS):
            heights = [float(y) for _, y in re.findall(r"[MLQ ](-?[\d.]+) (-?[\d.]+)", path.get("d", ""))]
            assert all(top <= y <= top + height for y in heights)
