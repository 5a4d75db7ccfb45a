"""Faults of the text part and of the message: what plain readers, filters and mailbox providers would stumble over."""

from tests.checks.planting import Plant, known, message, text, text_by

LIBRARY = "The library that lends out its readers\nFor an hour each.*?https://gazette.example/8\n"

TEXT: tuple[Plant, ...] = (
    text_by("the text is empty", lambda _: ""),
    text_by(
        "the text is a stub",
        lambda _: "Please use a mail program that shows HTML.\nhttps://news.example/leave?t=AbC123-_x\n",
    ),
    text("a story is not in the text", LIBRARY, ""),
    text("a headline is not in the text", "Rates stay at 2.5 % for a third month\n", ""),
    text("an address is cut in two", "https://gazette.example/5", "https://gazette.\nexample/5"),
    text("an address is not in the text", "https://gazette.example/5\n", ""),
    text("a related link is not in the text", "  https://wire.example/la-filature-qui-dit\n", ""),
    text(
        "the sections stand in another order",
        "Business\n-{8}(.*?)Science\n-{7}",
        "Science\n-------\n\nBusiness\n--------",
    ),
    text("a section has no name", "\nBusiness\n--------\n", "\n"),
    text_by(
        "a paragraph is one long line",
        lambda body: body.replace(
            "overnight.\nEngineers say that the first ferry could sail from a floating landing stage\non",
            "overnight. Engineers say that the first ferry could sail from a floating landing stage on",
        ),
    ),
    text("tags are in the text", "Rates stay", "<b>Rates</b> stay"),
    text("entities are in the text", "Rates stay", "Rates&nbsp;stay &#8212;"),
    text("a variable is left in the text", "Hello Zoë", "Hello {{ name }}"),
    text("None is in the text", "Village Notice Board", "None"),
    text("a mark waits for its value in the text", "Hello Zoë Adebayo", "Hello \x02name\x03"),
    text("letters were lost in the text", "Hälfte", "H\ufffdlfte"),
    text("the way to leave is not in the text", r"https://news\.example/leave\?t=AbC123-_x", ""),
    text(
        "the way to leave is another reader's in the text",
        r"https://news\.example/leave\?t=AbC123-_x",
        "https://news.example/leave?t=ZzZ999-_x",
    ),
    text("the way to choose is not in the text", "https://news.example/choose/AbC123-_x", ""),
    text("the postal address is not in the text", "Harbour News Co-operative\n1 Quay Street, Port Ellery PE1 2AB", ""),
)

HEAD: tuple[Plant, ...] = (
    message("no List-Unsubscribe", r"List-Unsubscribe: .*?>\r\n(?=From)", ""),
    message("List-Unsubscribe by mail alone", r"List-Unsubscribe: <https[^>]*>,\r\n ", "List-Unsubscribe: "),
    message(
        "List-Unsubscribe to another host", r"<https://news\.example/one-click", "<https://elsewhere.example/one-click"
    ),
    message("List-Unsubscribe in the clear", r"<https://news\.example/one-click", "<http://news.example/one-click"),
    message("List-Unsubscribe of another reader", r"one-click/AbC123-_x", "one-click/ZzZ999-_x"),
    message("no List-Unsubscribe-Post", "List-Unsubscribe-Post: [^\r]*\r\n", ""),
    message("List-Unsubscribe-Post says something else", "List-Unsubscribe=One-Click", "yes"),
    message("no List-Id", "List-Id: [^\r]*\r\n", ""),
    message("no List-Help", "List-Help: [^\r]*\r\n", ""),
    message("no List-Archive", "List-Archive: [^\r]*\r\n", ""),
    message("no Auto-Submitted", "Auto-Submitted: [^\r]*\r\n", ""),
    message("no Precedence", "Precedence: [^\r]*\r\n", ""),
    message("no Feedback-ID", "Feedback-ID: [^\r]*\r\n", ""),
    message("Feedback-ID names the reader", "Feedback-ID: ", "Feedback-ID: zoe@example.com:"),
    message("no From", "From: [^\r]*\r\n", ""),
    message("From of somebody else", "<morning@news.example>\r\nSubject", "<president@bank.example>\r\nSubject"),
    message("From shows another address as its name", "From: The Morning", 'From: "service@bank.example"'),
    message("From twice", "Subject: ", "From: <x@elsewhere.example>\r\nSubject: "),
    message("answers go to somebody else", "Subject: ", "Reply-To: <x@elsewhere.example>\r\nSubject: "),
    message("no To", "To: [^\r]*\r\n", ""),
    message("To two readers", "<zoe@example.com>", "<zoe@example.com>, <bo@example.com>"),
    message("To another reader", "<zoe@example.com>", "<bo@example.com>"),
    message("a hidden copy", "Subject: ", "Bcc: all@example.com\r\nSubject: "),
    message("no Date", "Date: [^\r]*\r\n", ""),
    message("a date that is none", "Date: [^\r]*", "Date: 2026-11-24 06:00"),
    message("a date years away", "Date: Tue, 24 Nov 2026", "Date: Thu, 24 Nov 2016"),
    message("no Message-ID", "Message-ID: [^\r]*\r\n", ""),
    message("two Message-IDs", "Message-ID: ", "Message-ID: <1@news.example>\r\nMessage-ID: "),
    message("a Message-ID of nobody's host", "@news.example>\r\nList-Unsubscribe:", "@localhost>\r\nList-Unsubscribe:"),
    message("a Message-ID that is none", "Message-ID: <[^\r]*>", "Message-ID: 17"),
    message("no Subject", "Subject: [^\r]*\r\n", ""),
    message("the subject of another edition", "Subject: [^\r]*", "Subject: What the mayor said about dogs"),
    message("a raw letter in the head", "Subject: Storm", "Subject: St\xf6rm"),
    message("no MIME-Version", "MIME-Version: [^\r]*\r\n", ""),
    message("a line over 998 bytes", "Subject: ", "X-Trace: " + "a" * 1200 + "\r\nSubject: "),
    message("a bare line feed", "Precedence: bulk\r\n", "Precedence: bulk\n"),
    message("no character set of the page", "Content-Type: text/html; charset=utf-8", "Content-Type: text/html"),
    message(
        "the page before the text",
        "(Content-Type: )text/plain(.*)Content-Type: text/html",
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nx\r\n--",
    ),
    message("no page in the message", "Content-Type: text/html", "Content-Type: application/octet-stream"),
    message("no text in the message", "Content-Type: text/plain", "Content-Type: application/octet-stream"),
    message("parts that are mixed, not alternatives", "multipart/alternative", "multipart/mixed"),
    message("a boundary that is never closed", r"--\r\n$", ""),
    message("text that cannot be decoded", "Content-Transfer-Encoding: (?=base64)", "Content-Transfer-Encoding: x-"),
)

WHOLE: tuple[Plant, ...] = (
    known(
        "a picture of four megabytes rides along",
        message=lambda proof: proof.message.replace(
            b"--\r\n",
            b"\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + b"QUJD" * 1_400_000
            + b"\r\n",
            1,
        ),
    ),
    known(
        "the message is another reader's",
        message=lambda proof: proof.message.replace(b"AbC123", b"ZzZ999").replace(b"zoe@", b"bo@"),
    ),
)
