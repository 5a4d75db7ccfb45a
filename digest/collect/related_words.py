"""How publishers introduce their own related pieces, and how their comment forms begin, in the languages we meet."""

import re

_ALSO_READ = (
    # English, German, French, Spanish, Portuguese, Italian
    "also read|read also|read more|read next|read this|see also|also see|also watch|also on|watch also|related"
    "|related article|related articles"
    "|related news|related stories|related story|related topics|related content|related coverage|related posts"
    "|more on this story"
    "|more on this|must read|don't miss|recommended|recommended reading|you may also like|you might also like"
    "|further reading"
    "|you might be interested in|in case you missed it|explained|keep reading|more stories|more from|editor's picks"
    "|lesen sie auch|lesen sie dazu auch|lesen sie mehr|lesen sie hier|mehr zum thema|mehr dazu|auch interessant"
    "|das könnte sie auch interessieren"
    "|siehe auch|zum thema|weiterlesen|passend dazu|lesetipp|mehr lesen|auch lesen|hintergrund"
    "|lire aussi|à lire aussi|a lire aussi|lire également|à lire également|à lire|lire plus|voir aussi"
    "|sur le même sujet|à voir aussi"
    "|pour aller plus loin|notre dossier|à lire sur le sujet|découvrez aussi|lisez aussi"
    "|lea también|lee también|leer también|te puede interesar|le puede interesar|más información|ver también"
    "|vea también|también lee"
    "|puedes leer|noticias relacionadas|noticia relacionada|te recomendamos|sigue leyendo|artículos relacionados"
    "|relacionado|mira también"
    "|leia também|leia mais|veja também|saiba mais|veja mais|confira também|ler também|leia ainda"
    "|notícias relacionadas|relacionadas"
    "|leggi anche|leggi pure|per approfondire|approfondimenti|guarda anche|potrebbe interessarti|leggi di più"
    "|articoli correlati|vedi anche"
    # Dutch, Swedish, Norwegian, Danish, Finnish
    "|lees ook|lees verder|lees meer|bekijk ook|zie ook|meer lezen|ook interessant|meer over dit onderwerp"
    "|läs också|läs även|läs mer|se även|relaterat|mer om|les også|les mer|se også|saken fortsetter|læs også"
    "|læs mere|relaterede artikler"
    "|lue myös|katso myös|lue lisää|lisää aiheesta"
    # Polish, Czech, Slovak, Romanian, Hungarian, Turkish, Greek, Croatian
    "|czytaj też|czytaj także|czytaj również|przeczytaj także|przeczytaj też|zobacz też|zobacz także|zobacz również"
    "|czytaj więcej|polecamy"
    "|čtěte také|čtěte též|přečtěte si také|přečtěte si|související|související články|prečítajte si aj|čítajte aj"
    "|mohlo by vás zajímat"
    "|citește și|citeste si|citiți și|vezi și|te-ar putea interesa|olvassa el ezt is|olvasta már|ezt is olvassa el"
    "|kapcsolódó cikkek"
    "|ayrıca okuyun|bunu da okuyun|ilgili haber|ilgili haberler|ilginizi çekebilir|ayrıca bakın|διαβάστε επίσης"
    "|διαβάστε ακόμη|δείτε επίσης"
    "|διαβάστε περισσότερα|σχετικά άρθρα|pročitajte i|pročitajte još|procitajte i|pročitaj i|čitajte još"
    "|povezane vijesti|pogledajte i"
    # Russian, Ukrainian, Bulgarian, Serbian
    "|читайте также|читать также|читайте ещё|читайте еще|смотрите также|по теме|материалы по теме|подробнее"
    "|см. также|читать далее"
    "|читайте також|дивіться також|за темою|прочетете още|вижте още|вижте също|прочитајте и|прочитајте још"
    # Indonesian, Malay, Vietnamese, Swahili, Catalan
    "|baca juga|baca selengkapnya|lihat juga|simak juga|berita terkait|artikel terkait|xem thêm|đọc thêm"
    "|tin liên quan|bài liên quan"
    "|soma pia|soma zaidi|llegiu també|llegeix també|vegeu també"
    # Arabic, Persian, Urdu, Hebrew
    "|اقرأ أيضا|اقرأ أيضاً|اقرأ أيضًا|إقرأ أيضا|اقرأ المزيد|شاهد أيضا|شاهد أيضاً|مواضيع ذات صلة|قد يهمك أيضا"
    "|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط"
    "|یہ بھی پڑھیں|مزید پڑھیں|קראו גם|קראו עוד|ראו גם|לקריאה נוספת|כתבות נוספות"
    # Hindi, Bengali, Tamil, Thai, Chinese, Japanese, Korean
    "|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|और पढ़ें|संबंधित खबर|আরও পড়ুন|আরো পড়ুন|இதையும் படியுங்கள்|மேலும் படிக்க"
    "|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|อ่านต่อ"
    "|相关阅读|延伸阅读|相关新闻|推荐阅读|相關閱讀|延伸閱讀|相關新聞|更多阅读|あわせて読みたい|関連記事|関連ニュース|合わせて読みたい|続きを読む|【関連記事】"
    "|함께 읽기|관련 기사|관련기사|더 보기|이것도 읽어보세요"
)  # fmt: skip

_COMMENT_FORM = (
    "leave a reply|leave a comment|leave a response|post a comment|add a comment|write a comment"
    "|join the conversation|cancel reply"
    "|your email address will not be published|you must be logged in to post a comment|log in to leave a comment"
    "|add your comment"
    "|kommentar schreiben|schreiben sie einen kommentar|schreibe einen kommentar|kommentar hinterlassen"
    "|hinterlasse eine antwort"
    "|kommentar verfassen|ihre e-mail-adresse wird nicht veröffentlicht|deine e-mail-adresse wird nicht veröffentlicht"
    "|laisser un commentaire|laissez un commentaire|poster un commentaire|ajouter un commentaire"
    "|votre adresse e-mail ne sera pas publiée"
    "|votre adresse de messagerie ne sera pas publiée|laisser une réponse|deja un comentario|deja una respuesta"
    "|dejar un comentario"
    "|escribe un comentario|tu dirección de correo electrónico no será publicada|deixe um comentário"
    "|deixe uma resposta|deixe o seu comentário"
    "|o seu endereço de e-mail não será publicado|o seu endereço de email não será publicado|lascia un commento"
    "|lascia una risposta"
    "|il tuo indirizzo email non sarà pubblicato|laat een reactie achter|geef een reactie|plaats een reactie"
    "|je e-mailadres wordt niet gepubliceerd|lämna ett svar|lämna en kommentar|legg igjen en kommentar"
    "|legg inn en kommentar|skriv en kommentar"
    "|skriv et svar|efterlad et svar|jätä kommentti|vastaa|dodaj komentarz|zostaw komentarz|napisz komentarz"
    "|twój adres e-mail nie zostanie opublikowany"
    "|napsat komentář|přidat komentář|pridať komentár|lasă un răspuns|lasă un comentariu|szólj hozzá"
    "|vélemény, hozzászólás?|bir yanıt yazın"
    "|yorum yap|yorum yaz|e-posta adresiniz yayınlanmayacak|αφήστε μια απάντηση|αφήστε ένα σχόλιο|γράψτε ένα σχόλιο"
    "|odgovori|ostavite komentar"
    "|добавить комментарий|оставить комментарий|оставьте комментарий|ваш адрес email не будет опубликован"
    "|ваш e-mail не будет опубликован"
    "|залишити відповідь|залишити коментар|вашият имейл адрес няма да бъде публикуван|вашият коментар"
    "|tinggalkan balasan|tinggalkan komentar"
    "|alamat email anda tidak akan dipublikasikan|để lại một bình luận|trả lời|اترك تعليقاً|اترك تعليقا|اترك رد"
    "|أضف تعليق|لن يتم نشر عنوان بريدك الإلكتروني"
    "|کامنت کریں|دیدگاهتان را بنویسید|השארת תגובה|כתיבת תגובה|להגיב|एक टिप्पणी छोड़ें|अपनी टिप्पणी दें|মন্তব্য করুন"
    "|แสดงความคิดเห็น|ใส่ความเห็น"
    "|发表评论|发表回复|發表評論|發佈留言|发表留言|コメントを残す|コメントする|댓글 남기기|답글 남기기"
)

_SEPARATOR = r"[\s:：|»›>→▶►•·–—\-]"
_BEFORE = r"^[\s\[(【《»›>→▶►👉•·*+\-–—\"“]*"
_WORDS = "|".join(
    re.escape(phrase).replace("'", "['’]").replace(r"\ ", r"\s+")
    for phrase in sorted(_ALSO_READ.split("|"), key=len, reverse=True)
)
_SPOKEN = re.compile(
    # plain words that open ordinary sentences count only with a mark behind them
    r"^(?:related|explained|recommended|read this|more on|more from|also on|hintergrund|zum thema|polecamy|mer om"
    r"|vastaa|à lire|подробнее"
    r"|relacionado|relacionadas|relaterat|související|por tema|по теме|за темою|approfondimenti|notre dossier"
    r"|watch also|keep reading"
    r"|read more|read next|must read|don['’]t miss|see also|weiterlesen|más información|saiba mais)$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    _BEFORE + rf"(?P<words>{_WORDS})(?P<mark>[\]】)]?{_SEPARATOR}*)(?P<title>.*)$", re.IGNORECASE | re.DOTALL
)
_FORM = frozenset(phrase.casefold() for phrase in _COMMENT_FORM.split("|"))
_FORM_OPENINGS = tuple(phrase for phrase in _FORM if len(phrase) > 12)  # a shorter phrase opens other lines too
_FORM_LETTERS_MAX = 160  # a longer line is somebody's sentence
TITLE_WORDS_MAX = 30  # a longer "title" is a paragraph that happens to start like a pointer


def introduced(line: str) -> str | None:
    """The title that a "Also read: …" line points to; "" where the line has the words alone; None for other lines."""
    found = _INTRODUCED.match(line) if len(line) < 400 else None
    if not found:
        return None
    title, mark = found["title"].strip(' \t\u00a0"“”»]】)'), found["mark"]
    if not title:
        return ""
    if not mark or len(title.split()) > TITLE_WORDS_MAX:
        return None
    set_apart = any(sign not in " \t\n" for sign in mark) or len(mark) > 1
    if not set_apart and (_SPOKEN.match(found["words"]) or not _opens_title(title)):
        return None
    return title


def opens_comment_form(line: str) -> bool:
    """Whether a comment form begins with this line."""
    folded = re.sub(r"\s+", " ", line.casefold().replace("’", "'")).strip(" .:!*")
    if len(folded) > _FORM_LETTERS_MAX:
        return False
    return folded in _FORM or folded.startswith(_FORM_OPENINGS)


def _opens_title(title: str) -> bool:
    """A title starts with a capital, a digit, a quotation mark or a sign of a script without capitals."""
    first = title[0]
    return not first.isalpha() or first.isupper() or first.lower() == first.upper()
