"""Faults of the page: what a reader, their mail program or their screen reader would stumble over."""

from tests.checks.planting import Plant, into_head, into_page, page, page_by

IMAGE = (
    '<img src="https://news.example/images/pier.jpg" alt="Waves run over the broken end of a stone pier" width="552"'
)
LEAD = "Storm tears open the north pier and cuts the ferry line to the outer islands"
MILL = "Wool mill turns down its largest order in a century"
LEAVE = '<a href="https://news.example/leave\\?t=AbC123-_x"[^>]*>Unsubscribe</a>'
META = '<p class="m" style="font:14px/20px Arial,sans-serif;color:#595959;margin:8px 0 0">'
LIBRARY = '<a href="https://gazette.example/8" style="color:#1f1f1f">The library that lends out its readers</a>'

ACCESSIBILITY: tuple[Plant, ...] = (
    page("the page says no language", '<html lang="en"', "<html"),
    page("the page says another language", '<html lang="en"', '<html lang="de"'),
    page("the page says no direction", '<html lang="en" dir="ltr"', '<html lang="en"'),
    page("the page runs the wrong way", '<html lang="en" dir="ltr"', '<html lang="en" dir="rtl"'),
    page("the child of the body says no language", 'role="article" lang="en"', 'role="article"'),
    page("the child of the body says no direction", 'role="article" lang="en" dir="ltr"', 'role="article" lang="en"'),
    page("the mail is no article", ' role="article"', ""),
    page("the article has an empty label", 'aria-label="Storm[^"]*"', 'aria-label=""'),
    page("the title is gone", "<title>.*?</title>", ""),
    page("the title is empty", "<title>.*?</title>", "<title> </title>"),
    page(
        "a layout table is read out as a table",
        '<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%">',
        '<table border="0" cellpadding="0" cellspacing="0" width="100%">',
    ),
    page("there is no first heading", "<h1( [^>]*)?>The Morning</h1>", "<p>The Morning</p>"),
    page("there are two first headings", '<h2 class="k"([^>]*)>(.*?)</h2>', "<h1>A second one</h1>"),
    page(
        "a heading level is skipped",
        '<h3 class="k"[^>]*>(<a [^>]*>Wool mill turns down its largest order in a century</a>)</h3>',
        "<h4>Wool mill turns down its largest order in a century</h4>",
    ),
    page("a heading is empty", '(?<=<div>)<h3 class="k"[^>]*>Parliament', "<h3> </h3><h3>Parliament"),
    page(
        "a headline is no heading",
        '<h3 class="k"[^>]*>Parliament votes to keep the clocks where they are</h3>',
        "<p>Parliament votes to keep the clocks where they are</p>",
    ),
    page("an image has no alt", ' alt="Waves run[^"]*"', ""),
    page("a linked image has an empty alt", 'alt="Waves run[^"]*"', 'alt=""'),
    page("an image is described by its file name", 'alt="Waves run[^"]*"', 'alt="pier_final-2.jpg"'),
    page("a link has no words", ">Wool mill turns down its largest order in a century</a>", "></a>"),
    page(
        "a link has words of no width",
        ">Wool mill turns down its largest order in a century</a>",
        ">&#8203;&#8288;</a>",
    ),
    page("a link says only here", ">View in browser</a>", ">click here</a>"),
    page("text is pale in the light", META, META.replace("#595959", "#b4b4b4")),
    page(
        "text is pale in the dark alone",
        r"\.tx \.m,\.tx li\{color:#b8b8b8!important\}",
        ".tx .m,.tx li{color:#48484a!important}",
    ),
    page("the card stays white in the dark", r"\.card,\.card>table\{background:#1c1c1e!important\}\n", ""),
    page(
        "a label keeps its dark red in the dark",
        r"\.tx \.l\{color:#ff9f9a!important;border-color:#ff9f9a!important\}\n",
        "",
    ),
    page("the button is pale", "background:#0b4f8a;color:#ffffff", "background:#8fb7d9;color:#ffffff"),
    page("text of eleven pixels", META, META.replace("14px/20px", "11px/16px")),
    page("text of a point too few", META, META.replace("14px/20px", "8pt/12pt")),
    page("lines stand on each other", META, META.replace("14px/20px", "14px/10px")),
    page(
        "a link in running text has no underline",
        '<a href="https://news.example/pause/AbC123-_x" style="color:#0b4f8a">',
        '<a href="https://news.example/pause/AbC123-_x" style="color:#0b4f8a;text-decoration:none">',
    ),
    page("no reader may enlarge it", "initial-scale=1", "initial-scale=1,maximum-scale=1,user-scalable=no"),
    page("an Arabic story says no language", '<div lang="ar" dir="rtl"', '<div dir="rtl"'),
    page("an Arabic story runs from the left", '<div lang="ar" dir="rtl"', '<div lang="ar"'),
    page("a Japanese story says it is French", '<div lang="ja">', '<div lang="fr">'),
    page("a language is no language", '<div lang="ja">', '<div lang="Japanese (JP)">'),
    page("a list item stands in no list", META, "<li>Alone</li>" + META),
    page("two places have one name", '<a name="culture" id="culture">', '<a name="culture" id="science">'),
)

CLIENTS: tuple[Plant, ...] = (
    into_page("a script", "<script>track()</script>"),
    into_page("a form", '<form action="https://news.example/vote"><input name="vote"><button>Vote</button></form>'),
    into_page("a frame", '<iframe src="https://news.example/live"></iframe>'),
    into_page("a film", '<video src="https://news.example/pier.mp4" autoplay></video>'),
    into_page("a drawing inside the page", '<svg width="10" height="10"><circle r="5"></circle></svg>'),
    page("a handler", "<h1 ", '<h1 onclick="track()" '),
    page("a thing laid over the page", '<h1 style="', '<h1 style="position:absolute;top:0;'),
    page("a layout by flex", '<h1 style="', '<h1 style="display:flex;'),
    page(
        "words in a background picture",
        '<h1 style="',
        '<h1 style="background-image:url(https://news.example/images/title.png);',
    ),
    into_head("a style sheet from elsewhere", '<link rel="stylesheet" href="https://fonts.example/serif.css">'),
    into_head("an imported style", "<style>@import url(https://fonts.example/serif.css);</style>"),
    into_head(
        "a font from elsewhere", "<style>@font-face{font-family:S;src:url(https://fonts.example/s.woff2)}</style>"
    ),
    into_head("the page sends itself elsewhere", '<meta http-equiv="refresh" content="0;url=https://news.example">'),
    into_head("all links start elsewhere", '<base href="https://elsewhere.example/">'),
    page("no character set", '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">', ""),
    page("another character set", "text/html; charset=UTF-8", "text/html; charset=ISO-8859-1"),
    page("a drawing as image", "images/pier.jpg", "images/pier.svg"),
    page("an image inside its address", "https://news.example/images/pier.jpg", "data:image/png;base64,iVBORw0KGgo="),
    page("an image that Outlook does not show", "images/pier.jpg", "images/pier.webp"),
    page("an image of no known width", IMAGE, IMAGE.replace(' width="552"', "")),
    page(
        "an image from the publisher's own server",
        "https://news.example/images/pier.jpg",
        "https://gazette.example/pier.jpg",
    ),
    into_page("a table wider than a phone", '<table role="presentation" width="900"><tr><td>Wide</td></tr></table>'),
    into_page("a box wider than a phone", '<div style="min-width:720px">Wide</div>'),
    into_page(
        "a pixel that counts readers, in the clear",
        '<img src="http://count.example/o.gif?r=77" width="1" height="1" alt="">',
    ),
    into_page(
        "a pixel that counts readers", '<img src="https://count.example/o.gif?r=77" width="1" height="1" alt="">'
    ),
    into_page("words that are hidden", '<p style="display:none">cheap watches, casino, credit</p>'),
    into_page("words of no size", '<p style="font-size:0">cheap watches, casino, credit</p>'),
    page("markup is left open", "</h1>", ""),
    page("a cell outside its table", "<h1 ", "</td></tr></table><h1 "),
    page_by(
        "the page is clipped", lambda html: html.replace("</h1>", "</h1>" + "<p>One paragraph more of it.</p>" * 3600)
    ),
)

WORDS: tuple[Plant, ...] = (
    into_page("a variable is left", "<p>Good morning {{ reader.name }}.</p>"),
    into_page("a block of the template is left", "<p>{% if intro %}</p>"),
    page("None is printed", "Picture: Ina Vold", "Picture: None"),
    page("a publisher is None", "Village Notice Board", "None"),
    page(
        "a value of the program is printed",
        "Village Notice Board",
        "&lt;bound method Story.publisher of Story(id=&#39;3&#39;)&gt;",
    ),
    page("undefined is printed", "Village Notice Board", "undefined"),
    page("a mark waits for its value", "Hello Zo&#235; Adebayo", "Hello \x02name\x03"),
    into_page("a merge field of another program", "<p>Dear *|FNAME|*,</p>"),
    into_page("a substitution of a mail service", "<p>Dear -name- {{{unsubscribe}}} %recipient.name%</p>"),
    page("entities are shown", "Parliament votes", "Parliament &amp;amp; crown votes"),
    page("tags are shown", "Parliament votes", "&lt;b&gt;Parliament&lt;/b&gt; votes"),
    page("letters were read in the wrong set", "H&#228;lfte", "H&#195;&#164;lfte"),
    page("letters were lost", "H&#228;lfte", "H\ufffdlfte"),
    page("a headline turns the line around", "Parliament votes", "Parliament \u202evotes"),
    page("a control letter", "Parliament votes", "Parliament \x07votes"),
    page("a story is not on the page", '<div><h3 class="k"[^>]*>Parliament.*?</div>', ""),
    page("a story is on the page twice", f"{LIBRARY}</h3>", f"{LIBRARY}</h3><h3 class='k'>{LIBRARY}</h3>"),
    page("more stories are promised than there are", "8 stories, 2 minutes", "9 stories, 2 minutes"),
    page("the intro is not on the page", '<p style="margin:16px 0 0">Good news for islanders[^<]*</p>', ""),
    page("a section is not in the contents", '<li class="e"[^>]*><a href="#business".*?</li>', ""),
    page("the preheader is gone", '<div lang="en" dir="ltr" style="display:none.*?</div>', ""),
    page(
        "the preheader is of another edition",
        "Also: clocks stay where they are, and a library",
        "Also: what the mayor said about dogs",
    ),
)

LINKS: tuple[Plant, ...] = (
    page("an anchor leads nowhere", 'href="#business"', 'href="#sport"'),
    page("an anchor without a name", 'href="#business"', 'href="#"'),
    page("an address is empty", 'href="https://gazette.example/8"', 'href=""'),
    page("an address runs a script", 'href="https://gazette.example/8"', 'href="javascript:alert(1)"'),
    page("an address carries its own page", 'href="https://gazette.example/8"', 'href="data:text/html,hello"'),
    page("an address is of no host", 'href="https://gazette.example/8"', 'href="https:///8"'),
    page("an address is a path", 'href="https://gazette.example/8"', 'href="/8"'),
    page("an address begins without a scheme", 'href="https://gazette.example/8"', 'href="//gazette.example/8"'),
    page("an address holds a space", 'href="https://gazette.example/8"', 'href="https://gazette.example/the library"'),
    page(
        "an address holds a password",
        'href="https://gazette.example/8"',
        'href="https://desk:secret@gazette.example/8"',
    ),
    page("an address is of a private network", 'href="https://gazette.example/8"', 'href="http://10.0.0.5/8"'),
    page(
        "an address tells who reads",
        'href="https://gazette.example/8"',
        'href="https://gazette.example/8?r=zoe@example.com"',
    ),
    page(
        "an address names the mail of the reader in code",
        'href="https://gazette.example/8"',
        'href="https://gazette.example/8?r=zoe%40example.com"',
    ),
    page(
        "an address waits for its token",
        'href="https://news.example/pause/AbC123-_x"',
        'href="https://news.example/pause/TOKEN"',
    ),
    page("a headline leads to another story", 'href="https://gazette.example/8"', 'href="https://gazette.example/5"'),
    page("a headline is not linked although it could be", LIBRARY, "The library that lends out its readers"),
    page(
        "a link shows one host and leads to another",
        ">View in browser</a>",
        '></a><a href="https://elsewhere.example/x">https://news.example/login</a>',
    ),
    page("the way to leave is gone", LEAVE, "Unsubscribe"),
    page(
        "the way to leave is another host's",
        r"https://news\.example/leave\?t=AbC123-_x",
        "https://news-example.test/leave?t=AbC123-_x",
    ),
    page(
        "the way to leave is another reader's",
        r"https://news\.example/leave\?t=AbC123-_x",
        "https://news.example/leave?t=ZzZ999-_x",
    ),
    page(
        "the way to leave is not of https",
        r"https://news\.example/leave\?t=AbC123-_x",
        "http://news.example/leave?t=AbC123-_x",
    ),
    page(
        "the way to leave is hidden",
        LEAVE,
        '<a href="https://news.example/leave?t=AbC123-_x" style="color:#0b4f8a;display:none">Unsubscribe</a>',
    ),
    page(
        "the way to choose is gone",
        '<a href="https://news.example/choose/AbC123-_x"[^>]*>Choose your topics</a>',
        "Choose your topics",
    ),
    page(
        "the way to choose is another reader's",
        "https://news.example/choose/AbC123-_x",
        "https://news.example/choose/ZzZ999-_x",
    ),
    page("the way to pause is gone", '<a href="https://news.example/pause/AbC123-_x"[^>]*>Pause this digest</a>', ""),
    page(
        "the edition in the browser is another day's",
        '<a href="https://news.example/morning/2026-11-24"',
        '<a href="https://news.example/morning/2026-11-23"',
    ),
    page("another reader's address is printed", "zoe@example.com", "bo@example.com"),
    page("the postal address is gone", "Harbour News Co-operative<br>1 Quay Street, Port Ellery PE1 2AB", ""),
    page("the postal address has lost its street", "<br>1 Quay Street, Port Ellery PE1 2AB", ""),
)
