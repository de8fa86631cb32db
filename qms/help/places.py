"""Which page of the application is explained where in the guide: endpoint → page, English heading.

A room's own pages that are not named fall back to the line of the room.
"""

from __future__ import annotations

from flask import request

from qms.foundation.texts import language
from qms.help.guide import anchor_in

PLACES: dict[str, tuple[str, str]] = {
    "documents": ("find-a-step", "Work by what is in force only"),
    "documents.index": ("coordinate", "The master list"),
    "documents.new": ("coordinate", "New documents"),
    "documents.create": ("coordinate", "New documents"),
    "documents.types": ("coordinate", "Document types"),
    "documents.change_type": ("coordinate", "Document types"),
    "documents.new_type": ("coordinate", "Document types"),
    "documents.change_facts": ("coordinate", "Facts outside the text"),
    "documents.answer_review": ("coordinate", "Periodic review"),
    "documents.withdraw": ("coordinate", "Withdraw"),
    "documents.revise": ("write", "Begin"),
    "documents.start_revision": ("write", "Begin"),
    "documents.edit": ("write", "Write the text"),
    "documents.save": ("write", "Write the text"),
    "documents.edit_files": ("write", "Files that belong to the text"),
    "documents.remove_file": ("write", "Files that belong to the text"),
    "documents.send": ("write", "Send for review"),
    "documents.submit": ("write", "Send for review"),
    "documents.recall": ("write", "Send for review"),
    "documents.abandon": ("write", "When it comes back"),
    "documents.show_revision": ("life-of-a-document", "Principles"),
    "documents.compare": ("review-and-approve", "Read and compare"),
    "documents.review": ("review-and-approve", "Sign"),
    "documents.approve": ("review-and-approve", "Approval and effective date"),
    "documents.request_changes": ("review-and-approve", "Request changes"),
    "documents.revoke": ("review-and-approve", "Revoke, withdraw"),
    "procedures": ("write", "Write the steps of a procedure"),
    "procedures.index": ("find-a-step", "The page of a procedure"),
    "procedures.show": ("find-a-step", "The page of a procedure"),
    "procedures.show_flowchart": ("find-a-step", "The page of a procedure"),
    "procedures.show_step": ("find-a-step", "The page of a step"),
    "nonconformities": ("nonconformities", "The way of a nonconformity"),
    "nonconformities.report": ("nonconformities", "Report"),
    "nonconformities.index": ("nonconformities", "The register"),
    "nonconformities.contain": ("nonconformities", "The way of a nonconformity"),
    "nonconformities.keep_whys": ("nonconformities", "Find the cause"),
    "nonconformities.keep_fishbone": ("nonconformities", "Find the cause"),
    "nonconformities.name_cause": ("nonconformities", "Find the cause"),
    "nonconformities.plan_action": ("nonconformities", "Actions"),
    "nonconformities.finish_action": ("nonconformities", "Actions"),
    "nonconformities.change_action": ("nonconformities", "Actions"),
    "nonconformities.drop_action": ("nonconformities", "Actions"),
    "nonconformities.ask_for_time": ("nonconformities", "Actions"),
    "nonconformities.answer_wish": ("nonconformities", "Actions"),
    "nonconformities.set_check": ("nonconformities", "Check the effect"),
    "nonconformities.verify": ("nonconformities", "Check the effect"),
    "nonconformities.show_causes": ("nonconformities", "What repeats"),
    "nonconformities.show_repeats": ("nonconformities", "What repeats"),
    "nonconformities.plan_common": ("nonconformities", "What repeats"),
    "nonconformities.show_terms": ("nonconformities", "Origins, severities, causes"),
    "nonconformities.add_term": ("nonconformities", "Origins, severities, causes"),
    "nonconformities.change_term": ("nonconformities", "Origins, severities, causes"),
    "search": ("search-tips", "Abbreviations"),
    "search.results": ("search-tips", ""),
    "identity": ("administer", "People and roles"),
    "identity.deactivate_person": ("administer", "When somebody leaves"),
    "identity.units": ("administer", "Units and positions"),
    "identity.new_unit": ("administer", "Units and positions"),
    "identity.edit_unit": ("administer", "Units and positions"),
    "identity.positions": ("administer", "Units and positions"),
    "identity.edit_position": ("administer", "Units and positions"),
    "identity.edit_organization": ("administer", "The organisation"),
    "identity.account": ("your-account", "Password and sessions"),
    "identity.change_profile": ("your-account", "Password and sessions"),
    "identity.password": ("your-account", "Password and sessions"),
    "identity.change_password": ("your-account", "Password and sessions"),
    "identity.sign_in": ("your-account", "Sign in"),
    "identity.begin_session": ("your-account", "Sign in"),
    "identity.sign_in_again": ("your-account", "Sign in"),
    "audits": ("internal-audits", "Plan an audit"),
    "audits.index": ("internal-audits", ""),
    "audits.from_paper": ("internal-audits", "Audits done on paper"),
    "audits.programme_years": ("internal-audits", "The programme of the year"),
    "audits.programme": ("internal-audits", "The programme of the year"),
    "audits.add_item": ("internal-audits", "The programme of the year"),
    "audits.edit_item": ("internal-audits", "The programme of the year"),
    "audits.edit_aims": ("internal-audits", "The programme of the year"),
    "audits.submit_programme": ("internal-audits", "The programme of the year"),
    "audits.approve_programme": ("internal-audits", "The programme of the year"),
    "audits.return_programme": ("internal-audits", "The programme of the year"),
    "audits.amend_programme": ("internal-audits", "The programme of the year"),
    "audits.show_coverage": ("internal-audits", "What was audited, what is due"),
    "audits.set_limits": ("internal-audits", "What was audited, what is due"),
    "audits.auditors": ("internal-audits", "Auditors and their competence"),
    "audits.add_record": ("internal-audits", "Auditors and their competence"),
    "audits.withdraw_record": ("internal-audits", "Auditors and their competence"),
    "audits.add_member": ("internal-audits", "Independence"),
    "audits.overrule": ("internal-audits", "Independence"),
    "audits.answer": ("internal-audits", "Answer a plan"),
    "audits.start": ("internal-audits", "Open, end, cancel"),
    "audits.finish": ("internal-audits", "Open, end, cancel"),
    "audits.cancel": ("internal-audits", "Open, end, cancel"),
    "audits.checklist": ("internal-audits", "The checklist"),
    "audits.build_checklist": ("internal-audits", "The checklist"),
    "audits.add_line": ("internal-audits", "The checklist"),
    "audits.keep_template": ("internal-audits", "The checklist"),
    "audits.walk": ("internal-audits", "Walk through with a phone"),
    "audits.on_site": ("internal-audits", "Without a network"),
    "audits.settle_line": ("internal-audits", "When auditors disagree"),
    "audits.report": ("internal-audits", "Findings and report"),
    "audits.write_finding": ("internal-audits", "Findings and report"),
    "audits.edit_finding": ("internal-audits", "Findings and report"),
    "audits.answer_finding": ("internal-audits", "Findings and report"),
    "audits.decide_finding": ("internal-audits", "Findings and report"),
    "audits.edit_report": ("internal-audits", "Findings and report"),
    "audits.sign_report": ("internal-audits", "Findings and report"),
    "audits.acknowledge": ("internal-audits", "Findings and report"),
    "audits.close": ("internal-audits", "Findings and report"),
    "audits.questions": ("internal-audits", "Questions for each clause"),
    "copies": ("paper", "Get a PDF"),
    "copies.check": ("paper", "Scan the code"),
    "copies.set_layout": ("paper", "How documents look on paper"),
    "dashboard": ("coordinate", "The dashboard"),
    "home": ("your-account", "Home"),
    "inbox": ("your-account", "Inbox"),
    "history": ("audit", "The history of a document"),
    "history.show_log": ("administer", "The log"),
    "upkeep": ("administer", "Upkeep"),
}
WITHOUT_HELP = frozenset({"help", "static"})  # rooms that need none


def place_of(endpoint: str) -> tuple[str, str] | None:
    """Where an endpoint is explained: its own line, or its room's; None when nowhere."""
    return PLACES.get(endpoint) or PLACES.get(endpoint.partition(".")[0])


def help_url() -> str:
    """The address of the help text for the present page; empty when there is none."""
    place = place_of(request.endpoint or "")
    if place is None:
        return ""
    anchor = anchor_in(*place, language())
    return f"{request.script_root}/help/{place[0]}{'#' + anchor if anchor else ''}"
