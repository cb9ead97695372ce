"""Addresses under /tips/; /en/tips/ and /elder/tips/ are the same views."""

from django.urls import path

from complaints.intake import leaving, mailbox, mailbox_acts, pages

urlpatterns = [
    path("tips/", pages.about, name="tips"),
    path("tips/new/", pages.new, name="tips_new"),
    path("tips/new/written/", pages.written, name="tips_written"),
    path("tips/leave/", leaving.leave_quickly, name="tips_leave"),
    path(
        "tips/challenge/<str:key>.png", pages.challenge_picture, name="tips_challenge"
    ),
    path("tips/mailbox/", mailbox.mailbox, name="mailbox"),
    path("tips/mailbox/letter/", mailbox.letter, name="mailbox_letter"),
    path("tips/mailbox/reopen/", mailbox.reopen, name="mailbox_reopen"),
    path("tips/mailbox/rate/", mailbox_acts.rate, name="mailbox_rate"),
    path("tips/mailbox/contact/", mailbox_acts.contact, name="mailbox_contact"),
    path("tips/mailbox/forget/", mailbox_acts.forget, name="mailbox_forget"),
    path("tips/mailbox/call/", mailbox_acts.call, name="mailbox_call"),
    path("tips/mailbox/no-call/", mailbox_acts.withdraw_call, name="mailbox_no_call"),
    path("tips/mailbox/exchange/", mailbox_acts.exchange, name="mailbox_exchange"),
    path("tips/mailbox/file/<int:number>/", mailbox.file, name="mailbox_file"),
    path("tips/mailbox/draft/", mailbox.draft, name="mailbox_draft"),
    path("tips/mailbox/leave/", leaving.leave, name="mailbox_leave"),
    path("tips/mailbox/closed/", leaving.closed, name="mailbox_closed"),
]
