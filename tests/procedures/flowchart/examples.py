"""Procedures to draw, shaped like real ones, and the words to draw them with."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from qms.procedures.flowchart import Drawing, Labels, draw_strip, draw_swimlanes, draw_table
from qms.procedures.structure import (
    END,
    Duration,
    Exit,
    FormUse,
    Party,
    PartyKind,
    Procedure,
    Step,
    StepKind,
    TimeUnit,
)

LABELS = Labels(
    title="Lưu đồ quy trình",
    description="Các bước, người làm và đường đi tiếp theo.",
    start="Bắt đầu",
    end="Kết thúc",
    empty="Quy trình chưa có bước nào.",
    nobody="Chưa phân công",
    dead_end="Chưa có bước tiếp theo",
    missing="Không có bước “{id}”",
    yes="Có",
    no="Không",
    column_responsible="Trách nhiệm",
    column_sequence="Trình tự",
    column_time="Thời hạn · Biểu mẫu",
    duration=lambda duration: f"{duration.value.normalize():f} ngày".replace(".", ","),
    step="Bước {number}: {name}",
    goes_to="Sau đó sang {target}.",
    goes_to_if="Nếu “{condition}” thì sang {target}.",
    goes_back_to="Sau đó quay lại {target}.",
    goes_back_to_if="Nếu “{condition}” thì quay lại {target}.",
    target="bước {number} ({name})",
)

LAYOUTS = (draw_swimlanes, draw_table, draw_strip)


def link(number: int) -> str:
    return f"/procedures/QT-01/steps/{number}"


def swimlanes(*steps: Step) -> Drawing:
    return draw_swimlanes(Procedure(steps=steps), labels=LABELS, link=link, id_prefix="chart")


def table(*steps: Step) -> Drawing:
    return draw_table(Procedure(steps=steps), labels=LABELS, link=link, id_prefix="chart")


def strip(*steps: Step) -> Drawing:
    return draw_strip(Procedure(steps=steps), labels=LABELS, link=link, id_prefix="chart")


def task(
    step_id: str, name: str, party: str, *to: str, days: str = "", forms: tuple[FormUse, ...] = ()
) -> Step:
    """A piece of work that goes on to ``to``."""
    return Step(
        id=step_id,
        name=name,
        responsible=Party(PartyKind.UNIT, party) if party else None,
        duration=Duration(Decimal(days), TimeUnit.WORKING_DAY) if days else None,
        forms=forms,
        exits=tuple(Exit(target) for target in to),
    )


def decision(step_id: str, name: str, party: str, **ways: str) -> Step:
    """A decision; ``ways`` are condition=target, an underscore standing for a space."""
    return Step(
        id=step_id,
        name=name,
        kind=StepKind.DECISION,
        responsible=Party(PartyKind.UNIT, party) if party else None,
        exits=tuple(Exit(target, condition.replace("_", " ")) for condition, target in ways.items()),
    )


DOCUMENT_CONTROL = (
    task(
        "a",
        "Đề nghị soạn thảo, sửa đổi tài liệu",
        "Đơn vị đề nghị",
        "b",
        days="0.5",
        forms=(FormUse("Phiếu đề nghị", "BM-05.01"),),
    ),
    decision("b", "Có cần thiết?", "Trưởng phòng", Có="c", Không="a"),
    task("c", "Soạn thảo tài liệu", "Chuyên viên", "d", days="3"),
    task(
        "d",
        "Lấy ý kiến góp ý các đơn vị liên quan",
        "Chuyên viên",
        "e",
        days="2",
        forms=(FormUse("Phiếu lấy ý kiến"),),
    ),
    decision("e", "Đạt yêu cầu?", "Trưởng phòng", Đạt="f", Không_đạt="c"),
    task("f", "Phê duyệt tài liệu", "Giám đốc", "g", days="1"),
    task("g", "Cấp số, đóng dấu, ban hành", "Văn thư", "h", days="0.5"),
    task("h", "Phân phối, thu hồi bản cũ, lưu hồ sơ", "Văn thư", END, days="0.5"),
)
"""Two loops, five parties."""

_RECEPTION = "Bộ phận tiếp nhận và trả kết quả / phòng chuyên môn Sở KH&CN"
_EXPERTS = "Phòng chuyên môn và Lãnh đạo Sở KH&CN"
RADIATION_LICENCE = (
    task("nop", "Nộp hồ sơ", "Tổ chức, cá nhân", "tiep-nhan"),
    decision(
        "tiep-nhan",
        "Tiếp nhận; kiểm tra tính đầy đủ, hợp lệ; thông báo bằng văn bản mức phí/lệ phí hoặc yêu cầu sửa đổi, bổ sung",
        _RECEPTION,
        Hồ_sơ_đầy_đủ_và_hợp_lệ="phi",
        Chưa_đầy_đủ_hoặc_chưa_hợp_lệ="nop",
    ),
    task("phi", "Nộp phí, lệ phí", "Tổ chức,  cá nhân", "tham-dinh"),
    decision(
        "tham-dinh",
        "Thẩm định hồ sơ, trình ký, cấp kết quả",
        _EXPERTS,
        Đủ_điều_kiện="tra",
        Không_đủ_điều_kiện="tu-choi",
        Thiếu_phí="phi",
    ),
    task("tu-choi", "Văn bản trả lời nêu rõ lý do", _EXPERTS, "tra", days="2"),
    task("tra", "Trả kết quả", _RECEPTION.upper(), END),
)
"""Shaped like the licence for X-ray devices: a very long decision, long parties, three ways out, a join."""

_LAND = "Phòng Quy hoạch, kế hoạch đất đai và Quản lý đo đạc, bản đồ, viễn thám"
_COUNTER = "Trung tâm Phục vụ HCC tỉnh; Trung tâm Phục vụ HCC xã, phường, đặc khu và các Điểm tiếp nhận và trả kết quả"
_PARTIES = (
    _COUNTER,
    _LAND,
    "Văn phòng Đăng ký Đất đai tỉnh",
    _LAND,
    f"Lãnh đạo {_LAND}",
    "Lãnh đạo Sở Nông nghiệp và Môi trường",
    _COUNTER,
    _LAND,
    f"Lãnh đạo {_LAND}",
    "Lãnh đạo Sở Nông nghiệp và Môi trường",
    "Chủ tịch UBND tỉnh",
)
LAND_ALLOCATION = tuple(
    task(f"b{n}", f"Bước thứ {n} của thủ tục giao đất", party, f"b{n + 1}" if n < 11 else END, days="0.5")
    for n, party in enumerate(_PARTIES, 1)
)
"""Shaped like the allocation of land: eleven steps in a row, six parties with very long names."""

WITH_FAULTS = (
    Step(id="a", name="Vừa đi tiếp vừa đi lạc", exits=(Exit("b"), Exit("x9"))),
    decision("b", "Chọn?", "Phòng B", một="c", hai="không-có", ba="a", bốn="d", năm=END),
    task("c", "Không đi đâu", "Phòng A"),
    task("d", "Tự lặp và kết thúc", "", "d", END),
    Step(id="e", name=" ", kind=StepKind.DECISION, exits=(Exit("e", "tự lặp"),)),
    decision("f", "Một nhánh, không ai tới", "Phòng C", xong=END),
)
"""Exits to nowhere, a dead end, self loops, no name, nobody responsible, five answers."""

EXAMPLES = {
    "document control": DOCUMENT_CONTROL,
    "radiation licence": RADIATION_LICENCE,
    "land allocation": LAND_ALLOCATION,
    "with faults": WITH_FAULTS,
}

_TEXT = (
    "tiếp nhận hồ sơ thẩm định kiểm tra văn bản trình lãnh đạo phê duyệt ban hành thông báo bổ sung cơ quan "
    "nghiêm-túc-kéo-dài-không-ngắt-quãng-quá-cả-chiều-rộng-ô 03/2025/TT-VPCP đ 🙂 漢字 <b>&"
)
_WORDS = _TEXT.split(" ")
_CONDITIONS = (
    "",
    "Có",
    "no",
    "Không đạt",
    "Hồ sơ chưa đầy đủ, cần bổ sung trong thời hạn quy định",
    "x" * 40,
)


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Three to sixty steps of up to ten parties: most go on, some branch, skip, join, loop or go astray."""
    count = draw(st.integers(3, 60))
    parties = [f"{_sentence(draw, 8)} {n}" for n in range(draw(st.integers(1, 10)))]
    return Procedure(steps=tuple(_step(draw, n, count, parties) for n in range(count)))


def _step(draw: st.DrawFn, place: int, count: int, parties: list[str]) -> Step:
    onward = str(place + 1) if place + 1 < count else END
    targets = [onward]
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 1, 1, 1, 2, 3)))):
        near = st.integers(max(0, place - 6), min(count - 1, place + 6)).map(str)
        targets.append(draw(st.one_of(near, near, st.integers(0, count).map(str), st.just(END))))
    if draw(st.integers(0, 9)) == 0:
        targets.pop(0)
    return Step(
        id=str(place),
        name=_sentence(draw, 14),
        kind=draw(st.sampled_from(StepKind)),
        responsible=Party(PartyKind.UNIT, draw(st.sampled_from(parties))),
        duration=draw(st.sampled_from((None, Duration(Decimal("0.5"), TimeUnit.WORKING_DAY)))),
        forms=draw(st.sampled_from(((), (FormUse("Phiếu kiểm soát quá trình giải quyết hồ sơ", "BM-01"),)))),
        exits=tuple(Exit(target, draw(st.sampled_from(_CONDITIONS))) for target in targets),
    )


def _sentence(draw: st.DrawFn, longest: int) -> str:
    """A text made from one number, which is quicker to draw than a list of words."""
    number = draw(st.integers(0, 2**32))
    words = [_WORDS[(number >> n) % len(_WORDS)] for n in range(1 + number % longest)]
    return " ".join(words).capitalize()
