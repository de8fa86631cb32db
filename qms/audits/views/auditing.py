"""Audits: the list, one audit, its plan, team, agenda; sent out, answered, opened, ended, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.audits.forms import (
    AgendaForm,
    AnswerForm,
    MemberForm,
    PaperForm,
    PlainForm,
    PlanForm,
    RepresentativeForm,
    WhyForm,
    document_choices,
    unit_choices,
)
from qms.audits.models import AgendaEntry, Audit, AuditedUnit, Member, ProgrammeItem
from qms.audits.operations import arranging, planning, taking_over, teaming
from qms.audits.operations.planning import Plan
from qms.audits.operations.taking_over import PaperReport
from qms.audits.policy import ANSWER, ENTER, LEAD, LIST, OVERRULE, PLAN, READ
from qms.audits.queries import auditing, programmes
from qms.audits.rules.auditing import Meeting, Part, Verb
from qms.audits.views import blueprint
from qms.audits.views.turns import while_possible
from qms.documents.forms import people_choices, split_clauses
from qms.documents.models import Document
from qms.documents.queries import list_by_ids as documents_by_ids
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.web.forms import number_or_none, options, status
from qms.web.guards import current_actor, requires
from qms.web.sheets import excel_file

SHOWN = ("open", "closed", "all")


@blueprint.get("")
@requires(LIST)
def index() -> ResponseReturnValue:
    show = request.args.get("show", "open")
    show = show if show in SHOWN else "open"
    year = number_or_none(request.args.get("year"))
    page = auditing.page_of_audits(
        actor=current_actor(), year=year, show=show, number=page_number(request.args.get("page"))
    )
    return render_template("audits/index.html", page=page, show=show, year=year, years=auditing.list_years())


@blueprint.get("/list.xlsx")
@requires(LIST)
def download_excel() -> ResponseReturnValue:
    """All audits that the actor may read, as a register."""
    heads = [
        _("Number"),
        _("Audit"),
        _("Units"),
        _("First day"),
        _("Last day"),
        _("Lead auditor"),
        _("Status"),
    ]
    return excel_file(f"danh-gia-noi-bo-{clock.today()}", heads, map(_cells_of, _all_audits()))


def _all_audits() -> Iterator[Audit]:
    number, pages = 1, 1
    while number <= pages:
        page = auditing.page_of_audits(actor=current_actor(), year=None, show="all", number=number)
        yield from page.items
        number, pages = number + 1, page.pages


def _cells_of(audit: Audit) -> list[Any]:
    return [
        audit.code,
        audit.title,
        ", ".join(each.unit.name for each in audit.units),
        f"{audit.starts_on:%d/%m/%Y}" if audit.starts_on else "",
        f"{audit.ends_on:%d/%m/%Y}" if audit.ends_on else "",
        audit.lead.name if audit.lead else "",
        audit.status.label,
    ]


# --- The plan ---------------------------------------------------------------------------------------------------


@blueprint.route("/new", methods=["GET", "POST"])
@requires(PLAN)
def new() -> ResponseReturnValue:
    form = _plan_form(**_from_programme(_chosen_item()))
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            number = number_or_none(form.item.data)
            item = programmes.find_item(number) if number else None
            audit = planning.plan_audit(
                _plan(form), organization_id=actor.organization_id or 0, actor=actor, item=item
            )
            flash(_("%(code)s is planned. Name the team next.", code=audit.code), "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    return render_template("audits/new.html", form=form), status()


def _chosen_item() -> ProgrammeItem | None:
    number = number_or_none(request.args.get("item"))
    return programmes.find_item(number) if number else None


def _from_programme(item: ProgrammeItem | None) -> dict[str, Any]:
    """What a line of the programme says of an audit."""
    criteria = _("ISO 9001:2015; the procedures in force; the law that applies.")
    if item is None:
        return {"criteria": criteria}
    return {
        "title": _("Internal audit of %(unit)s", unit=item.unit.name),
        "criteria": criteria,
        "units": [item.unit_id],
        "documents": [item.document_id] if item.document_id else [],
        "clauses": ", ".join(item.clauses),
        "item": item.id,
    }


@blueprint.route("/<int:audit_id>/plan", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.EDIT)
def edit(audit: Audit) -> ResponseReturnValue:
    facts = {
        name: getattr(audit, name)
        for name in ("title", "objective", "scope", "criteria", "starts_on", "ends_on")
    }
    form = _plan_form(
        **facts,
        also=audit.documents,
        seen=audit.version,
        units=sorted(audit.unit_ids),
        documents=[each.document_id for each in audit.in_scope],
        clauses=", ".join(audit.clauses),
    )
    if form.validate_on_submit():
        with form.refusals():
            planning.change_plan(audit, _plan(form), actor=current_actor(), seen=form.version_seen)
            flash(_("Saved."), "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    return render_template("audits/edit.html", audit=audit, form=form), status()


def _plan_form(*, also: Sequence[Document] = (), **given: Any) -> PlanForm:
    """With the procedures in force to choose from, and those that the plan has already."""
    form = PlanForm(**given)
    form.units.choices = unit_choices(people.list_units())
    in_force = auditing.list_procedures()
    form.documents.choices = document_choices([*(each for each in also if each not in in_force), *in_force])
    return form


def _plan(form: PlanForm) -> Plan:
    wanted = set(form.units.data or ())
    return Plan(
        title=form.title.data,
        objective=form.objective.data,
        scope=form.scope.data or "",
        criteria=form.criteria.data,
        starts_on=form.starts_on.data or clock.today(),
        ends_on=form.ends_on.data or clock.today(),
        units=tuple(unit for unit in people.list_units() if unit.id in wanted),
        documents=tuple(documents_by_ids(form.documents.data or ())),
        clauses=tuple(split_clauses(form.clauses.data)),
    )


@blueprint.route("/from-paper", methods=["GET", "POST"])
@requires(ENTER)
def from_paper() -> ResponseReturnValue:
    form = PaperForm()
    form.units.choices = unit_choices(people.list_units())
    form.documents.choices = document_choices(auditing.list_procedures())
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            audit = taking_over.enter_from_paper(
                _paper(form),
                organization_id=actor.organization_id or 0,
                actor=actor,
                password=form.password.data,
            )
            flash(
                _("%(code)s is entered. It counts in the coverage of its year.", code=audit.code), "success"
            )
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    results = [result.value for result in form.results]
    return render_template("audits/from_paper.html", form=form, results=results), status()


def _paper(form: PaperForm) -> PaperReport:
    wanted = set(form.units.data or ())
    return PaperReport(
        number=form.paper_number.data,
        title=form.title.data,
        starts_on=form.starts_on.data or clock.today(),
        ends_on=form.ends_on.data or clock.today(),
        team=form.team.data,
        units=tuple(unit for unit in people.list_units() if unit.id in wanted),
        documents=tuple(documents_by_ids(form.documents.data or ())),
        results=form.results,
        summary=form.summary.data or "",
        conclusion=form.conclusion.data or "",
    )


@blueprint.get("/<int:audit_id>")
@requires(READ, on=auditing.get_audit)
def show(audit: Audit) -> ResponseReturnValue:
    biases = {
        member.person_id: auditing.biases_of(member.person, audit)
        for member in audit.members
        if member.role.audits
    }
    return render_template(
        "audits/show.html",
        audit=audit,
        biases=biases,
        today=clock.today(),
        form=PlainForm(seen=audit.version),
    )


@blueprint.get("/<int:audit_id>/print")
@requires(READ, on=auditing.get_audit)
def print_plan(audit: Audit) -> ResponseReturnValue:
    return render_template("audits/print_plan.html", audit=audit)


# --- Team and units ---------------------------------------------------------------------------------------------


@blueprint.route("/<int:audit_id>/team/new", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.APPOINT)
def add_member(audit: Audit) -> ResponseReturnValue:
    return _member_page(audit)


@blueprint.route("/<int:audit_id>/team/overrule", methods=["GET", "POST"])
@requires(OVERRULE, on=auditing.get_audit)
@while_possible(Verb.APPOINT)
def overrule(audit: Audit) -> ResponseReturnValue:
    return _member_page(audit)


def _member_page(audit: Audit) -> ResponseReturnValue:
    known = programmes.list_auditors()
    form = MemberForm(part=Part.AUDITOR.value if audit.lead else Part.LEAD.value)
    form.person.choices = people_choices(people.list_people(), empty=_("Choose"))
    if form.validate_on_submit():
        with form.refusals():
            member = teaming.add_member(
                audit,
                actor=current_actor(),
                person=people.get_person(form.person.data),
                part=Part(form.part.data),
                overrule_reason=form.overrule_reason.data or "",
            )
            flash(_("%(name)s is in the team.", name=member.person.name), "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    biases = {each.person.id: auditing.biases_of(each.person, audit) for each in known}
    template = "audits/overrule.html" if request.endpoint == "audits.overrule" else "audits/add_member.html"
    page = render_template(
        template, audit=audit, form=form, auditors=known, biases=biases, day=audit.starts_on
    )
    return page, status()


@blueprint.post("/<int:audit_id>/team/<int:person_id>/remove")
@requires(LEAD, on=auditing.get_member)
def remove_member(member: Member) -> ResponseReturnValue:
    audit_id = member.audit_id
    teaming.remove_member(member, actor=current_actor())
    flash(_("Taken out of the team."), "success")
    return redirect(url_for("audits.show", audit_id=audit_id), 303)


@blueprint.route("/<int:audit_id>/units/<int:unit_id>", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_unit)
@while_possible(Verb.APPOINT)
def name_representative(audited: AuditedUnit) -> ResponseReturnValue:
    form = RepresentativeForm(seen=audited.audit.version, representative=audited.representative_id)
    form.representative.choices = people_choices(
        people.list_people(unit_id=audited.unit_id), empty=_("Nobody yet")
    )
    if form.validate_on_submit():
        with form.refusals():
            chosen = form.representative.data
            planning.name_representative(
                audited,
                actor=current_actor(),
                representative=people.get_person(chosen) if chosen else None,
                seen=form.version_seen,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("audits.show", audit_id=audited.audit_id), 303)
    return render_template(
        "audits/name_representative.html", audited=audited, audit=audited.audit, form=form
    ), status()


@blueprint.route("/<int:audit_id>/units/<int:unit_id>/answer", methods=["GET", "POST"])
@requires(ANSWER, on=auditing.get_unit)
@while_possible(Verb.ANSWER)
def answer(audited: AuditedUnit) -> ResponseReturnValue:
    audit = audited.audit
    form = AnswerForm(seen=audit.version)
    if form.validate_on_submit():
        with form.refusals():
            arranging.answer(
                audited,
                actor=current_actor(),
                accepts=form.choice.data == "accept",
                wished_on=form.wished_on.data,
                reason=form.reason.data or "",
                seen=form.version_seen,
            )
            flash(_("Your answer was sent to the lead auditor."), "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    return render_template("audits/answer.html", audited=audited, audit=audit, form=form), status()


# --- The agenda -------------------------------------------------------------------------------------------------


@blueprint.route("/<int:audit_id>/agenda/new", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.EDIT)
def add_entry(audit: Audit) -> ResponseReturnValue:
    form = _agenda_form(audit, day=audit.starts_on)
    if form.validate_on_submit():
        with form.refusals():
            _keep_entry(audit, None, form)
            return redirect(url_for("audits.show", audit_id=audit.id) + "#agenda", 303)
    return render_template("audits/add_entry.html", audit=audit, form=form), status()


@blueprint.route("/<int:audit_id>/agenda/<int:entry_id>", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_entry)
@while_possible(Verb.EDIT)
def edit_entry(entry: AgendaEntry) -> ResponseReturnValue:
    audit = entry.audit
    form = _agenda_form(
        audit,
        kind=entry.kind,
        day=entry.day,
        begins=entry.begins,
        ends=entry.ends,
        unit=entry.unit_id,
        auditor=entry.auditor_id,
        topic=entry.topic,
        received_by=entry.received_by,
    )
    if form.validate_on_submit():
        with form.refusals():
            _keep_entry(audit, entry, form)
            return redirect(url_for("audits.show", audit_id=audit.id) + "#agenda", 303)
    return render_template("audits/edit_entry.html", audit=audit, entry=entry, form=form), status()


@blueprint.post("/<int:audit_id>/agenda/<int:entry_id>/drop")
@requires(LEAD, on=auditing.get_entry)
def drop_entry(entry: AgendaEntry) -> ResponseReturnValue:
    audit_id = entry.audit_id
    planning.drop_entry(entry, actor=current_actor())
    flash(_("The line was taken out."), "success")
    return redirect(url_for("audits.show", audit_id=audit_id) + "#agenda", 303)


def _agenda_form(audit: Audit, **given: Any) -> AgendaForm:
    form = AgendaForm(**given)
    form.unit.choices = unit_choices((each.unit for each in audit.units), empty=_("None"))
    auditors = [(member.person_id, member.person.name) for member in audit.members if member.role.audits]
    form.auditor.choices = options(("", _("Nobody yet")), *auditors)
    return form


def _keep_entry(audit: Audit, entry: AgendaEntry | None, form: AgendaForm) -> None:
    planning.keep_entry(
        audit,
        entry,
        actor=current_actor(),
        kind=Meeting(form.kind.data),
        day=form.day.data or audit.starts_on,
        begins=form.begins.data,
        ends=form.ends.data,
        unit=people.get_unit(form.unit.data) if form.unit.data else None,
        auditor=people.get_person(form.auditor.data) if form.auditor.data else None,
        topic=form.topic.data or "",
        received_by=form.received_by.data or "",
    )
    flash(_("Saved."), "success")


# --- Moves ------------------------------------------------------------------------------------------------------


@blueprint.route("/<int:audit_id>/announce", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.ANNOUNCE)
def announce(audit: Audit) -> ResponseReturnValue:
    done = _("The plan was sent to the audited units.")
    return _move(audit, PlainForm, arranging.announce, "audits/announce.html", done)


@blueprint.route("/<int:audit_id>/start", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.START)
def start(audit: Audit) -> ResponseReturnValue:
    return _move(audit, PlainForm, arranging.start, "audits/start.html", _("The audit is open."))


@blueprint.route("/<int:audit_id>/finish", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.FINISH)
def finish(audit: Audit) -> ResponseReturnValue:
    done = _("The audit on site has ended. The report comes next.")
    return _move(audit, PlainForm, arranging.finish, "audits/finish.html", done)


@blueprint.route("/<int:audit_id>/resume", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.RESUME)
def resume(audit: Audit) -> ResponseReturnValue:
    return _move(audit, WhyForm, arranging.resume, "audits/resume.html", _("The audit is open again."))


@blueprint.route("/<int:audit_id>/cancel", methods=["GET", "POST"])
@requires(LEAD, on=auditing.get_audit)
@while_possible(Verb.CANCEL)
def cancel(audit: Audit) -> ResponseReturnValue:
    return _move(audit, WhyForm, arranging.cancel, "audits/cancel.html", _("The audit was cancelled."))


def _move(
    audit: Audit,
    form_class: type[PlainForm | WhyForm],
    act: Callable[..., None],
    template: str,
    done: str,
) -> ResponseReturnValue:
    """The page of a move; one with a reason hands it on."""
    form = form_class(seen=audit.version)
    if form.validate_on_submit():
        with form.refusals():
            given = {"reason": form.reason.data} if isinstance(form, WhyForm) else {}
            act(audit, actor=current_actor(), seen=form.version_seen, **given)
            flash(done, "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    return render_template(template, audit=audit, form=form), status()
