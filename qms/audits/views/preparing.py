"""Preparing audits: the question bank, auditors and their records."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.audits.bank import bank_on
from qms.audits.forms import RecordForm, WithdrawRecordForm
from qms.audits.models import AuditorRecord
from qms.audits.operations import competence
from qms.audits.policy import KEEP_AUDITORS, LIST
from qms.audits.queries import programmes
from qms.audits.views import blueprint
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.identity.models import Person
from qms.kernel import clock
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.get("/questions")
@requires(LIST)
def questions() -> ResponseReturnValue:
    bank = bank_on(clock.today())
    chapters = [each for each in bank.clauses if each.level == 1]
    asked = request.args.get("chapter", chapters[0].number)
    chapter = asked if bank.clause(asked) in chapters else chapters[0].number
    shown = [each for each in bank.clauses if each.number.split(".")[0] == chapter]
    return render_template(
        "audits/questions.html", bank=bank, chapters=chapters, chapter=chapter, clauses=shown
    )


@blueprint.get("/auditors")
@requires(LIST)
def auditors() -> ResponseReturnValue:
    return render_template("audits/auditors.html", auditors=programmes.list_auditors(), today=clock.today())


@blueprint.route("/auditors/<int:person_id>/new", methods=["GET", "POST"])
@requires(KEEP_AUDITORS, on=people.get_person)
def add_record(person: Person) -> ResponseReturnValue:
    form = RecordForm()
    if form.validate_on_submit():
        with form.refusals():
            competence.add_record(
                person,
                actor=current_actor(),
                training=form.training.data,
                provider=form.provider.data or "",
                certificate=form.certificate.data or "",
                valid_from=form.valid_from.data or clock.today(),
                valid_until=form.valid_until.data,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("audits.auditors"), 303)
    return render_template("audits/add_record.html", person=person, form=form), status()


@blueprint.route("/auditors/records/<int:proof_id>/withdraw", methods=["GET", "POST"])
@requires(KEEP_AUDITORS, on=programmes.get_record)
def withdraw_record(record: AuditorRecord) -> ResponseReturnValue:
    form = WithdrawRecordForm()
    if form.validate_on_submit():
        with form.refusals():
            competence.withdraw_record(record, actor=current_actor(), reason=form.reason.data)
            flash(_("The record counts no longer."), "success")
            return redirect(url_for("audits.auditors"), 303)
    return render_template("audits/withdraw_record.html", record=record, form=form), status()
