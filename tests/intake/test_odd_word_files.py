"""Word files as they really are: merged, nested, tracked, boxed, drawn; each read as far as it goes, and told."""

from __future__ import annotations

from qms.intake.blocks import Paragraph, Table
from qms.intake.converting import reading_of
from qms.intake.doubts import DoubtKind
from qms.intake.reading import Reading
from qms.intake.recognising import Known
from qms.intake.word import read_word
from tests.factories.raw_word import p, raw_word, row, table, tc

HEAD = row("TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả")
COVER = (
    p("Mã số: QT-01 Lần ban hành: 02") + p("QUY TRÌNH TIẾP CÔNG DÂN") + p("1. Mục đích: Thống nhất cách làm.")
)
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def understood(body: str, name: str = "a.docx") -> Reading:
    return reading_of(read_word(raw_word(body)), Known(name))


def kinds(reading: Reading) -> set[DoubtKind]:
    return {doubt.kind for doubt in reading.doubts}


def test_a_step_over_two_rows_is_one_step_and_doubted():
    reading = understood(
        COVER
        + table(
            HEAD,
            tc("1", DOWN) + tc("Thẩm định", DOWN) + row("Phòng A", "02 ngày làm việc", ""),
            tc("", ON) + tc("", ON) + row("Phòng B", "01 ngày làm việc", ""),
            row("2", "Trả kết quả", "Bộ phận một cửa", "½ ngày", ""),
        )
    )
    assert [step.name for step in reading.procedure.steps] == ["Thẩm định", "Trả kết quả"]
    assert "Phòng B" in reading.procedure.steps[0].instructions
    assert DoubtKind.STEP_MERGED in {doubt.kind for doubt in reading.doubts_at("steps/1")}


def test_a_party_merged_over_rows_is_responsible_for_each():
    reading = understood(
        COVER
        + table(
            HEAD,
            row("1", "Nhận hồ sơ") + tc("Văn thư", DOWN) + row("01 giờ", ""),
            row("2", "Vào sổ") + tc("", ON) + row("01 giờ", ""),
        )
    )
    assert [step.responsible.name for step in reading.procedure.steps] == ["Văn thư", "Văn thư"]


def test_what_was_deleted_goes_and_what_was_inserted_stays():
    deleted = "<w:del><w:r><w:delText>05 ngày</w:delText></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>03 ngày</w:t></w:r></w:ins>"
    cell = f"<w:tc><w:p>{deleted}{inserted}</w:p></w:tc>"
    reading = understood(COVER + table(HEAD, row("1", "Nhận hồ sơ", "Văn thư") + cell + tc("")))
    assert reading.procedure.steps[0].duration.value == 3
    assert DoubtKind.TRACKED in kinds(reading)


def test_a_table_inside_a_table_is_read_after_it():
    inner = table(HEAD, row("1", "Nhận hồ sơ", "Văn thư", "01 giờ", ""))
    reading = understood(COVER + table(row("Lưu đồ", "Ghi chú"), tc(inner + p("")) + tc("x")))
    assert [step.name for step in reading.procedure.steps] == ["Nhận hồ sơ"]
    assert DoubtKind.NESTED_TABLE in kinds(reading)


def test_a_frame_around_everything_is_looked_through():
    inner = table(HEAD, row("1", "Nhận hồ sơ", "Văn thư", "01 giờ", ""))
    reading = understood(table(tc(COVER + inner)))
    assert (reading.cover.code, len(reading.procedure.steps)) == ("QT-01", 1)


def test_the_code_in_a_text_box_is_found_and_the_box_told():
    box = f"<mc:AlternateContent><mc:Choice><w:txbxContent>{p('Mã số: QT-09')}</w:txbxContent></mc:Choice>"
    twice = (
        f"<mc:Fallback><w:txbxContent>{p('Mã số: QT-09')}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    )
    text = read_word(raw_word(f"<w:p><w:r>{box}{twice}</w:r></w:p>" + p("1. Mục đích")))
    reading = reading_of(text, Known("a.docx"))
    assert (reading.cover.code, DoubtKind.TEXT_BOX in kinds(reading)) == ("QT-09", True)
    assert sum(isinstance(block, Paragraph) and "QT-09" in block.text for block in text.blocks) == 1


def test_a_picture_instead_of_a_flowchart():
    reading = understood(COVER + "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>")
    assert {DoubtKind.PICTURE, DoubtKind.PICTURE_FLOWCHART} <= kinds(reading)
    assert reading.procedure.steps == ()


def test_no_table_no_headings_no_code():
    reading = understood(p("Các đơn vị thực hiện theo hướng dẫn này."), "Huong dan.docx")
    assert {DoubtKind.NO_STEPS, DoubtKind.NO_SECTIONS, DoubtKind.NO_CODE, DoubtKind.NO_TITLE} <= kinds(
        reading
    )
    assert "Các đơn vị thực hiện theo hướng dẫn này." in reading.body


def test_of_two_step_tables_the_second_stays_in_the_text():
    one = table(HEAD, row("1", "Nhận hồ sơ", "Văn thư", "01 giờ", ""))
    other = table(HEAD, row("1", "Nhận qua mạng", "Văn thư", "02 giờ", ""))
    reading = understood(COVER + p("5.7 Trình tự thực hiện") + one + p("Trường hợp qua mạng:") + other)
    assert [step.name for step in reading.procedure.steps] == ["Nhận hồ sơ"]
    assert DoubtKind.TWO_TABLES in kinds(reading)
    assert "Nhận qua mạng" in reading.body


def test_a_number_that_jumps_is_doubted():
    reading = understood(
        COVER + table(HEAD, row("1", "Nhận hồ sơ", "Văn thư", "", ""), row("3", "Trả", "Văn thư", "", ""))
    )
    assert DoubtKind.STEP_NUMBER in {doubt.kind for doubt in reading.doubts_at("steps/2")}


def test_a_step_that_leads_elsewhere_is_doubted():
    reading = understood(
        COVER
        + table(
            HEAD,
            row("1", "Thẩm định", "Văn thư", "", ""),
            row("2", "Không đạt: quay lại bước 1", "Văn thư", "", ""),
        )
    )
    assert DoubtKind.STEP_BRANCHES in {doubt.kind for doubt in reading.doubts_at("steps/2")}


def test_steps_written_as_lines():
    reading = understood(
        COVER + p("5.7 Trình tự thực hiện") + p("Bước 1: Nhận hồ sơ") + p("Bước 2: Trả kết quả")
    )
    assert [step.name for step in reading.procedure.steps] == ["Nhận hồ sơ", "Trả kết quả"]


def test_two_encodings_in_one_paragraph():
    def run(text: str, font: str) -> str:
        return f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{text}</w:t></w:r>'

    hidden = "<w:r><w:rPr><w:rFonts w:hAnsi='.VnTime'/></w:rPr><w:t>M</w:t><w:softHyphen/><w:t>\u00eang</w:t></w:r>"
    body = f"<w:p>{hidden}{run(' Quy tr×nh ', '.VnTime')}{run('thuû tuïc ', 'VNI-Times')}{run('hồ sơ', 'Arial')}</w:p>"
    assert read_word(raw_word(body)).blocks[0].text == "Mường Quy trình thủ tục hồ sơ"


def test_codes_that_differ_between_cover_and_head_are_told():
    header = p("Mã số: QT-02")
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = raw_word(COVER, **{"word/header1.xml": f"<w:hdr {names}>{header}</w:hdr>"})
    reading = reading_of(read_word(data), Known("a.docx"))
    assert (reading.cover.code, DoubtKind.CODES_DIFFER in kinds(reading)) == ("QT-01", True)


def test_numbers_that_word_counts_by_itself():
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum '
        'w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = numbered.format("Mục đích") + p("Một câu.") + numbered.format("Phạm vi")
    text = read_word(raw_word(body, **{"word/numbering.xml": numbering}))
    assert [block.shown for block in text.blocks] == ["1. Mục đích", "Một câu.", "2. Phạm vi"]


def test_a_merged_cell_is_repeated_in_every_place_it_covers():
    text = read_word(raw_word(table(tc("A", '<w:gridSpan w:val="2"/>') + tc("B"), row("1", "2", "3"))))
    (grid,) = [block for block in text.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in line] for line in grid.rows] == [["A", "A", "B"], ["1", "2", "3"]]
