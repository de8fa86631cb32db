"""Reading procedures in force: the list, the whole for the counter, one step, the flowchart alone."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qms.documents import content
from qms.documents.policy import READ
from qms.documents.queries import find_coming
from qms.documents.views.reading import trace_view
from qms.foundation.texts import _
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.kernel.text import clean_line
from qms.procedures import queries
from qms.procedures.charts import chart_for_paper
from qms.procedures.citing import cited_in
from qms.procedures.forms import FindForm
from qms.procedures.policy import LIST
from qms.procedures.queries import ProcedureShown, StepShown
from qms.procedures.showing import part
from qms.procedures.views import blueprint
from qms.procedures.wording import duration_text
from qms.web.guards import requires
from qms.web.sheets import excel_file


@blueprint.get("")
@requires(LIST)
def index() -> ResponseReturnValue:
    """The procedures in force, by field of work, page by page."""
    text, field = (clean_line(request.args.get(name, ""))[:200] for name in ("q", "field"))
    page = queries.page_in_force(text=text, field=field, page=page_number(request.args.get("page")))
    groups = [(name, list(rows)) for name, rows in groupby(page.items, key=lambda each: each.document.field)]
    return render_template(
        "procedures/index.html",
        groups=groups,
        page=page,
        field=field,
        fields=queries.list_fields(),
        text=text,
        form=FindForm(request.args),
    )


@blueprint.get("/list.xlsx")
@requires(LIST)
def download_excel() -> ResponseReturnValue:
    """The procedures in force as a register: whose, how long, how many steps."""
    heads = [_("Code"), _("Title"), _("Field of work"), _("Committed time"), _("Steps"), _("In force since")]
    rows = (
        [
            each.document.code,
            each.revision.title,
            each.document.field,
            duration_text(promised)
            if (promised := each.procedure.committed or each.procedure.statutory)
            else "",
            len(each.procedure.steps),
            f"{each.revision.effective_on:%d/%m/%Y}",
        ]
        for each in queries.list_in_force()
    )
    return excel_file(f"quy-trinh-{clock.today()}", heads, rows)


@blueprint.get("/<code:code>")
@requires(READ, on=queries.get_in_force)
def show(shown: ProcedureShown) -> ResponseReturnValue:
    """What the person at the counter needs: what to hand in, how long, how much, who does what."""
    trace_view(shown.revision, "viewed")
    return render_template(
        "procedures/show.html",
        document=shown.document,
        revision=shown.revision,
        coming=find_coming(shown.document),
        first=part("procedures/_parts/counter.html", shown.revision),
        rest=part("procedures/_parts/behind_counter.html", shown.revision, cited=cited_in(shown.revision)),
        body=content.html_of(shown.revision),
    )


@blueprint.get("/<code:code>/steps/<int:number>")
@requires(READ, on=queries.get_step)
def show_step(shown: StepShown) -> ResponseReturnValue:
    """One step, always of the revision in force."""
    trace_view(shown.revision, "viewed", step=shown.number)
    return render_template(
        "procedures/show_step.html",
        document=shown.document,
        revision=shown.revision,
        coming=find_coming(shown.document),
        procedure=shown.procedure,
        step=shown.step,
        number=shown.number,
        about=part(
            "procedures/_parts/step.html", shown.revision, number=shown.number, cited=cited_in(shown.revision)
        ),
    )


@blueprint.get("/<code:code>/flowchart")
@requires(READ, on=queries.get_in_force)
def show_flowchart(shown: ProcedureShown) -> ResponseReturnValue:
    """The flowchart alone, in the layout agencies print."""
    trace_view(shown.revision, "printed", part="flowchart")
    structure, code = shown.revision.structure, shown.document.code
    return render_template(
        "procedures/show_flowchart.html",
        document=shown.document,
        revision=shown.revision,
        procedure=shown.procedure,
        flowchart=chart_for_paper(structure, code=code),
    )
