"""Lines that stand on a page but belong to no article: share bars, promotions, notices, contact lines."""

import re

from digest.collect import related_words

LINE_LETTERS_MAX = 260  # longer lines are somebody's paragraph
END_SHARE = 0.15  # promotions and legal lines count only in the last part of a text, where they live

_ANYWHERE = re.compile(
    r"^(?:(?:share|tweet|print|email|e-mail|save|copy|comments?|reply|advertisement|advert|anzeige|werbung|publicité"
    r"|publicidad|pubblicità|reklama|реклама|sponsored"
    r"|sponsored content|story continues(?: below(?: advertisement)?)?|article continues(?: below)?"
    r"|continue reading(?: the main story)?|scroll to continue.*"
    r"|skip to (?:main )?content|back to top|click to (?:share|print|email).*|share (?:this|on|via|the)\b.{0,60}"
    r"|(?:share|tweet|pin|email|print|save|facebook|twitter|linkedin"
    r"|pinterest|whatsapp|reddit|telegram|flipboard|tumblr|copy link|link|x|\d+|[|·•,/ ]|\s)+|follow us on .{0,80}"
    r"|like us on .{0,60}|loading\.*|please wait\.*"
    r"|(?:image|photo|video|listen|watch|play|gallery|slideshow)(?: \d+ of \d+)?|\d+ (?:comments?|shares?|views?"
    r"|likes?|min(?:ute)?s? read|kommentare?|commentaires?)"
    r"|\d+ of \d+|previous|next|previous (?:article|post|story)|next (?:article|post|story)|view (?:all )?comments"
    r"|show comments|hide comments|load more.*|show more|see all"
    r"|view gallery|enlarge(?: image)?|close|open|menu|search|log ?in|sign ?(?:in|up)|register|subscribe(?: now)?"
    r"|tags?:?|topics?:?|filed under:?.{0,120}|posted in:?.{0,80}"
    r"|report (?:a )?(?:typo|error|abuse).{0,60}|this article (?:has been|was) (?:archived|closed).{0,80}"
    r"|comments are closed\.?|you can(?:'|’)t post.{0,60}))$",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"(?:sign up (?:for|to|here)|subscribe to|newsletter|all rights reserved|©|\(c\) ?\d{4}|copyright|follow (?:us"
    r"|me|him|her|them|@|.{1,40} on (?:twitter|facebook|instagram|x))"
    r"|like us on|terms (?:of|and) (?:use|service|conditions)|privacy policy|cookie|may not be (?:published"
    r"|reproduced|reprinted|republished)|download (?:our|the) app"
    r"|get the latest|delivered to your inbox|join our|support our journalism|become a (?:member|subscriber)"
    r"|contact (?:the writer|the author|us|him|her) (?:at|on|here|via)"
    r"|can be reached (?:at|on)|(?:e-?mail|reach|contact) .{1,40} at \S+@|\S+@\S+\.\w+|have (?:a|any) (?:tip|story"
    r"|news)|click here to|read more (?:at|on|from|about)|is a (?:staff )?(?:writer|reporter)"
    r"|alle rechte vorbehalten|abonnieren sie|melden sie sich|folgen sie uns|tous droits réservés|abonnez-vous"
    r"|suivez-nous|inscrivez-vous|todos los derechos|suscríbete"
    r"|síguenos|todos os direitos|assine|siga-nos|tutti i diritti|iscriviti|seguici|alle rechten voorbehouden"
    r"|schrijf je in|все права защищены|подписывайтесь|подпишитесь"
    r"|wszelkie prawa|tüm hakları|版权所有|未经授权|無断転載|무단전재|무단 전재)",
    re.IGNORECASE,
)


def is_furniture(line: str, *, at_end: bool = False) -> bool:
    """Whether this line is the site's and not the article's; `at_end` tells that little text comes after it."""
    if len(line) > LINE_LETTERS_MAX:
        return False
    return (
        bool(_ANYWHERE.match(line)) or related_words.opens_comment_form(line) or (at_end and bool(_AT_END.search(line)))
    )
