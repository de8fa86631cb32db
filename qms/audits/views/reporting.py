"""Findings and report: written, sent, answered, decided, signed, acknowledged, printed, followed up."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.audits.forms import (
    FindingAnswerForm,
    FindingDecisionForm,
    FindingForm,
    PasswordForm,
    PlainForm,
    ReportForm,
    SignForm,
)
from qms.audits.models import Audit, AuditedUnit, Finding, Line
from qms.audits.operations import finding as findings
from qms.audits.operations import reporting
from qms.audits.operations.finding import Wording
from qms.audits.policy import (
    ACKNOWLEDGE,
    ANSWER_FINDING,
    RAISE,
    READ_FINDING,
    READ_NOTES,
    READ_REPORT,
    SIGN_REPORT,
    WRITE_FINDING,
)
from qms.audits.queries import auditing, checklists, evidence, reports, signed
from qms.audits.rules.auditing import Verb
from qms.audits.rules.findings import FindingVerb
from qms.audits.rules.lines import FINDINGS, Result
from qms.audits.rules.reports import LABELS, PARTS
from qms.audits.views import blueprint
from qms.audits.views.turns import while_possible
from qms.foundation.access import can
from qms.foundation.files import Attachment
from qms.foundation.texts import _
from qms.identity.queries import get_person
from qms.nonconformities.addresses import address_of
from qms.web.files import takes_files
from qms.web.forms import options, status
from qms.web.guards import current_actor, requires


def _to_report(audit_id: int) -> ResponseReturnValue:
    return redirect(url_for("audits.report", audit_id=audit_id), 303)


def _facts(audit: Audit) -> dict[str, Any]:
    """What page and paper of the report show."""
    lines, actor = checklists.list_lines(audit, with_notes=True), current_actor()
    return {
        "audit": audit,
        "parts": reporting.proposed(audit) if _reads_drafts(audit) else dict.fromkeys(PARTS, ""),
        "counts": checklists.counts_of(audit),
        "units_found": reports.by_unit_and_clause(
            audit, [each for each in audit.findings if can(actor, READ_FINDING, each)]
        ),
        "grades": FINDINGS,
        "followed": findings.nonconformities_of(audit),
        "nonconformity_url": address_of,
        "files": evidence.files_of(audit),
        "on_paper": lines if audit.paper_number else [],
        "to_write": findings.lines_without_finding(audit, lines),
        "acknowledged": reporting.acknowledged_units(audit),
        "biases": {
            each.person_id: auditing.biases_of(each.person, audit)
            for each in audit.members
            if each.role.audits
        },
    }


@blueprint.get("/<int:audit_id>/report")
@requires(READ_REPORT, on=auditing.get_audit)
def report(audit: Audit) -> ResponseReturnValue:
    at_odds = [LABELS[name] for name in signed.parts_at_odds(audit)]
    return render_template("audits/report.html", at_odds=at_odds, **_facts(audit))


@blueprint.get("/<int:audit_id>/report/signed.json")
@requires(READ_REPORT, on=auditing.get_audit)
def signed_report(audit: Audit) -> ResponseReturnValue:
    """Exactly what the signatures cover: its SHA-256 is the one beside each signature."""
    return Response(signed.get_signed_content(audit), mimetype="application/json")


@blueprint.get("/<int:audit_id>/report/print")
@requires(READ_REPORT, on=auditing.get_audit)
def print_report(audit: Audit) -> ResponseReturnValue:
    return render_template("audits/print_report.html", **_facts(audit))


def _reads_drafts(audit: Audit) -> bool:
    """Whether the reader sees the report's text: everybody once it is signed, before that the team and leaders."""
    return bool(audit.report_hash) or can(current_actor(), READ_NOTES, audit)


# --- Findings ---------------------------------------------------------------------------------------------------


@blueprint.route("/<int:audit_id>/lines/<int:line_id>/finding", methods=["GET", "POST"])
@requires(WRITE_FINDING, on=checklists.get_line)
@while_possible(Verb.REPORT)
@takes_files
def write_finding(line: Line) -> ResponseReturnValue:
    said = [part for note in line.standing for part in (note.text, note.evidence, note.record_number) if part]
    attached = evidence.files_of_line(line)
    form = FindingForm(
        grade=line.result,
        requirement=line.question,
        evidence="\n".join(said),
        seen=line.version,
        of_line=[each.id for each in attached],
    )
    form.of_line.choices = _file_choices(attached)
    if form.validate_on_submit():
        with form.refusals():
            findings.write(
                line,
                _wording(form),
                actor=current_actor(),
                of_line=form.of_line.data or (),
                kept=form.kept,
            )
            flash(_("Saved."), "success")
            return _to_report(line.audit_id)
    return (
        render_template(
            "audits/write_finding.html", audit=line.audit, line=line, form=form, attached=attached
        ),
        status(),
    )


@blueprint.route("/<int:audit_id>/findings/<int:finding_id>", methods=["GET", "POST"])
@requires(WRITE_FINDING, on=auditing.get_finding)
@while_possible(Verb.REPORT)
@takes_files
def edit_finding(finding: Finding) -> ResponseReturnValue:
    names = ("grade", "requirement", "evidence", "gap")
    form = FindingForm(seen=finding.version, **{name: getattr(finding, name) for name in names})
    has = evidence.files_of_finding(finding)
    of_line = evidence.files_of_line(finding.line)
    new = [each for each in of_line if each.file_id not in {other.file_id for other in has}]
    form.of_line.choices = _file_choices(new)
    if form.validate_on_submit():
        with form.refusals():
            findings.change(
                finding,
                _wording(form),
                actor=current_actor(),
                seen=form.version_seen,
                of_line=form.of_line.data or (),
                kept=form.kept,
            )
            flash(_("Saved."), "success")
            return _to_report(finding.audit_id)
    return (
        render_template(
            "audits/edit_finding.html", audit=finding.audit, finding=finding, form=form, has=has, attached=new
        ),
        status(),
    )


def _file_choices(attached: list[Attachment]) -> list[Any]:
    return options(*((each.id, f"{each.name} ({each.added_by})") for each in attached))


def _wording(form: FindingForm) -> Wording:
    return Wording(Result(form.grade.data), form.requirement.data, form.evidence.data, form.gap.data)


@blueprint.post("/<int:audit_id>/findings/send")
@requires(SIGN_REPORT, on=auditing.get_audit)
def send_findings(audit: Audit) -> ResponseReturnValue:
    count = findings.send(audit, actor=current_actor())
    flash(_("%(count)s findings were sent to the units.", count=count), "success")
    return _to_report(audit.id)


@blueprint.route("/<int:audit_id>/findings/<int:finding_id>/answer", methods=["GET", "POST"])
@requires(ANSWER_FINDING, on=auditing.get_finding)
@while_possible(FindingVerb.ACCEPT)
def answer_finding(finding: Finding) -> ResponseReturnValue:
    form = FindingAnswerForm(seen=finding.version)
    if form.validate_on_submit():
        with form.refusals():
            findings.answer(
                finding,
                actor=current_actor(),
                accepts=form.choice.data == "accept",
                reason=form.reason.data or "",
                seen=form.version_seen,
            )
            flash(_("Your answer was sent to the lead auditor."), "success")
            if can(current_actor(), READ_REPORT, finding.audit):
                return _to_report(finding.audit_id)
            return redirect(url_for("audits.show", audit_id=finding.audit_id), 303)
    return _finding_page("audits/answer_finding.html", finding, form)


@blueprint.route("/<int:audit_id>/findings/<int:finding_id>/decide", methods=["GET", "POST"])
@requires(SIGN_REPORT, on=auditing.get_finding)
def decide_finding(finding: Finding) -> ResponseReturnValue:
    form = FindingDecisionForm(seen=finding.version)
    if form.validate_on_submit():
        with form.refusals():
            findings.decide(
                finding,
                actor=current_actor(),
                upholds=form.choice.data == "uphold",
                reason=form.reason.data,
                seen=form.version_seen,
            )
            flash(_("Decided."), "success")
            return _to_report(finding.audit_id)
    return _finding_page("audits/decide_finding.html", finding, form)


def _finding_page(
    template: str, finding: Finding, form: FindingAnswerForm | FindingDecisionForm
) -> ResponseReturnValue:
    files = evidence.files_of_finding(finding)
    return render_template(template, audit=finding.audit, finding=finding, form=form, files=files), status()


@blueprint.post("/<int:audit_id>/findings/<int:finding_id>/raise")
@requires(RAISE, on=auditing.get_finding)
def raise_nonconformity(finding: Finding) -> ResponseReturnValue:
    actor = current_actor()
    made = findings.raise_nonconformity(finding, reporter=get_person(actor.person_id or 0), actor=actor)
    flash(_("%(code)s was made of the finding.", code=made.code), "success")
    return _to_report(finding.audit_id)


# --- The report -------------------------------------------------------------------------------------------------


@blueprint.route("/<int:audit_id>/report/edit", methods=["GET", "POST"])
@requires(WRITE_FINDING, on=auditing.get_audit)
@while_possible(Verb.REPORT)
def edit_report(audit: Audit) -> ResponseReturnValue:
    form = ReportForm(seen=audit.version, **reporting.proposed(audit))
    if form.validate_on_submit():
        with form.refusals():
            parts = {name: getattr(form, name).data or "" for name in PARTS}
            reporting.write_report(audit, actor=current_actor(), seen=form.version_seen, **parts)
            flash(_("Saved."), "success")
            return _to_report(audit.id)
    return render_template("audits/edit_report.html", audit=audit, form=form), status()


@blueprint.route("/<int:audit_id>/report/sign", methods=["GET", "POST"])
@requires(SIGN_REPORT, on=auditing.get_audit)
@while_possible(Verb.SIGN)
def sign_report(audit: Audit) -> ResponseReturnValue:
    form = PasswordForm(seen=audit.version)
    if form.validate_on_submit():
        with form.refusals():
            reporting.sign_report(
                audit, actor=current_actor(), password=form.password.data, seen=form.version_seen
            )
            flash(_("Signed. Whoever speaks for the units acknowledges the report next."), "success")
            return _to_report(audit.id)
    return render_template("audits/sign_report.html", form=form, **_facts(audit)), status()


@blueprint.route("/<int:audit_id>/units/<int:unit_id>/acknowledge", methods=["GET", "POST"])
@requires(ACKNOWLEDGE, on=auditing.get_unit)
@while_possible(Verb.ACKNOWLEDGE)
def acknowledge(audited: AuditedUnit) -> ResponseReturnValue:
    audit = audited.audit
    form = SignForm(seen=audit.version)
    if form.validate_on_submit():
        with form.refusals():
            reporting.acknowledge(
                audited,
                actor=current_actor(),
                password=form.password.data,
                note=form.note.data or "",
                seen=form.version_seen,
            )
            flash(_("The report is acknowledged for your unit."), "success")
            return _to_report(audit.id)
    return render_template("audits/acknowledge.html", audited=audited, form=form, **_facts(audit)), status()


@blueprint.route("/<int:audit_id>/close", methods=["GET", "POST"])
@requires(SIGN_REPORT, on=auditing.get_audit)
@while_possible(Verb.CLOSE)
def close(audit: Audit) -> ResponseReturnValue:
    form = PlainForm(seen=audit.version)
    if form.validate_on_submit():
        with form.refusals():
            reporting.close(audit, actor=current_actor(), seen=form.version_seen)
            flash(_("The audit is closed."), "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
    return render_template("audits/close.html", audit=audit, form=form), status()
