"""Signed files handed in and handed out; the certificates that the organisation trusts."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.copies import queries
from qms.copies.forms import CertificateForm, SignedForm
from qms.copies.models import SignedFile, TrustedCertificate
from qms.copies.naming import file_name
from qms.copies.operations import signing, trusting
from qms.copies.policy import ADD_SIGNED, TRUST
from qms.copies.rules import Stamp
from qms.copies.signing.faults import Fault
from qms.copies.views import blueprint
from qms.copies.views.paper import trace_handed_out
from qms.documents import queries as documents
from qms.documents.models import Revision
from qms.documents.policy import READ
from qms.foundation import files
from qms.foundation.files import Kept, StoredFile
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel.filetypes import PDF
from qms.web.files import handed_out_as, takes_files
from qms.web.forms import BaseForm, status
from qms.web.guards import current_actor, requires
from qms.web.transaction import release


@blueprint.route("/documents/<code:code>/revisions/<int:number>/signed", methods=["GET", "POST"])
@requires(ADD_SIGNED, on=documents.get_revision)
@takes_files
def add_signed(revision: Revision) -> ResponseReturnValue:
    """Hand in the released PDF with signatures made elsewhere."""
    form = SignedForm()
    printed = queries.find_printed(revision.id, Stamp.CONTROLLED)
    page = url_for("copies.show", code=revision.document.code, number=revision.number)
    if printed is None:
        flash(_("The released PDF is not made yet: wait for it, sign it, then hand it in."), "warning")
        return redirect(page, 303)
    released, revision_id = files.path_of(printed.file).read_bytes(), revision.id
    trusted = queries.trusted_pems(revision.organization_id)
    if form.validate_on_submit():
        release()
        kept = form.kept[0]
        verdict = _verdict(kept, released, trusted)
        with form.refusals():
            again = queries.find_revision(revision_id)
            assert again is not None
            signing.accept_signed(again, kept, verdict, actor=current_actor())
            flash(_("Accepted: it is the released file, and its signatures are valid."), "success")
            return redirect(page, 303)
    if form.errors or form.form_errors:
        form.forget()
    return render_template(
        "copies/add_signed.html", form=form, revision=revision, trusts=bool(trusted)
    ), status()


def _verdict(kept: Kept, released: bytes, trusted: list[str]) -> dict[str, object]:
    """What came, judged while no lock is held."""
    if kept.media_type != PDF.media_type:
        return {"fault": Fault.NO_PDF.value, "signatures": []}
    content = files.path_of(StoredFile(hash=kept.hash)).read_bytes()
    return signing.judged(content, released, trusted)


@blueprint.get("/documents/<code:code>/revisions/<int:number>/signed/<int:signed_id>.pdf")
@requires(READ, on=lambda code, number, signed_id: _Signed(queries.get_signed(code, number, signed_id)))
def download_signed(found: _Signed) -> ResponseReturnValue:
    """The signed file."""
    signed = found.file
    trace_handed_out(signed.revision, stamp="signed")
    return handed_out_as(file_name(signed.revision, _("signed")), signed.file)


class _Signed:
    """A signed file, read by whoever may read its revision."""

    def __init__(self, file: SignedFile) -> None:
        self.file = file
        self.revision = file.revision


@blueprint.route("/paper/certificates", methods=["GET", "POST"])
@requires(TRUST)
@takes_files
def certificates() -> ResponseReturnValue:
    """What is trusted, and a form to add to it."""
    form = CertificateForm()
    if form.validate_on_submit():
        content = form.certificate.data.read(trusting.LARGEST + 1)
        release()
        found = trusting.read_certificates(content)
        with form.refusals():
            organization = people.get_organization(current_actor().organization_id or 0)
            trusting.trust(organization, found, actor=current_actor())
            flash(_("Trusted from now on."), "success")
            return redirect(url_for("copies.certificates"), 303)
    return render_template(
        "copies/certificates.html", form=form, certificates=queries.list_trusted()
    ), status()


@blueprint.post("/paper/certificates/<int:certificate_id>/distrust")
@requires(TRUST, on=queries.get_trusted)
def distrust(certificate: TrustedCertificate) -> ResponseReturnValue:
    """Trust a certificate no longer."""
    if BaseForm().validate_on_submit():
        trusting.distrust(certificate, actor=current_actor(), seen=None)
        flash(_("No longer trusted. What was accepted before stays as it was found."), "success")
    return redirect(url_for("copies.certificates"), 303)
