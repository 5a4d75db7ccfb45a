"""Bounces and complaints as mail servers write them."""

RETURNED = """\
From: The Morning <morning@news.example>
Message-ID: {message_id}
List-Unsubscribe: {list_unsubscribe}
Feedback-ID: {feedback_id}
Subject: Council agrees to repair the north pier

"""


def bounce(
    *,
    to: str = "bounces@news.example",
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <ada@post.pub>: no such user",
    original: dict[str, str] | None = None,
) -> bytes:
    """A delivery status notification after RFC 3464."""
    returned = RETURNED.format(**original) if original else "Subject: nothing of ours\n\n"
    text = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.post.pub (Mail Delivery System)
To: <{to}>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

I am sorry.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.post.pub
Arrival-Date: Tue, 10 Mar 2026 07:00:01 +0100

Final-Recipient: rfc822; ada@post.pub
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--cut
Content-Type: message/rfc822

{returned}--cut--
"""
    return text.replace("\n", "\r\n").encode()


def complaint(*, kind: str = "abuse", mail_from: str = "", original: dict[str, str] | None = None) -> bytes:
    """An abuse report after RFC 5965."""
    returned = RETURNED.format(**original) if original else "Subject: nothing of ours\n\n"
    came_from = f"Original-Mail-From: <{mail_from}>\n" if mail_from else ""
    text = f"""\
From: <feedback@post.pub>
To: <abuse@news.example>
Subject: FW: the pier
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="cut"

--cut
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--cut
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{came_from}
--cut
Content-Type: message/rfc822
Content-Disposition: inline

{returned}--cut--
"""
    return text.replace("\n", "\r\n").encode()


def prose(*, to: str, code: str = "5.1.1", sender: str = "MAILER-DAEMON@mx.post.pub") -> bytes:
    """A bounce of a server that knows no standard."""
    text = f"From: {sender}\nTo: {to}\nSubject: failure notice\n\nHi. <ada@post.pub>: 550 {code} no mailbox here\n"
    return text.replace("\n", "\r\n").encode()
