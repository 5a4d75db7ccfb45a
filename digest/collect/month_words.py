"""The words of dates as publishers write them, in lower case and without accents: months, weekdays, zones, labels."""

_MONTHS = """
jan janv january januari januar janvier enero ene gennaio gen janeiro styczen stycznia sty января январь янв січня
січень tammikuu tammikuuta leden ledna ocak oca ιανουαριου ιανουαριοσ ιαν januarie ianuarie januarja يناير كانون
जनवरी ינואר มกราคม

feb febr february februari februar fevrier fev fevr febrero febbraio fevereiro luty lutego lut февраля февраль фев
лютого лютий helmikuu helmikuuta unor unora subat sub φεβρουαριου φεβρουαριοσ φεβ februarie فبراير شباط फरवरी פברואר
กุมภาพันธ์

mar march marz marts mars maart mrt marzo marco marca marzec марта март мар березня березень maaliskuu maaliskuuta
brezen brezna mart μαρτιου μαρτιοσ μαρ martie maret marec مارس آذار मार्च מרץ มีนาคม

apr april avril avr abril abr aprile kwiecien kwietnia kwi апреля апрель апр квітня квітень huhtikuu huhtikuuta
duben dubna nisan nis απριλιου απριλιοσ απρ aprilie أبريل ابريل نيسان अप्रैल אפריל เมษายน

may mai mei maj mayo maggio mag maio maja мая май травня травень toukokuu toukokuuta kveten kvetna mayis μαιου μαιοσ
μαι مايو أيار मई מאי พฤษภาคม

jun june juni juin junio giugno giu junho czerwiec czerwca cze июня июнь июн червня червень kesakuu kesakuuta cerven
cervna haziran haz ιουνιου ιουνιοσ ιουν iunie يونيو حزيران जून יוני มิถุนายน

jul july juli juillet juil julio luglio lug julho lipiec lipca июля июль июл липня липень heinakuu heinakuuta
cervenec cervence temmuz tem ιουλιου ιουλιοσ ιουλ iulie يوليو تموز जुलाई יולי กรกฎาคม

aug august augustus aout agosto ago sierpien sierpnia sie августа август авг серпня серпень elokuu elokuuta srpen
srpna agustos agu αυγουστου αυγουστοσ αυγ agustus augusti أغسطس اغسطس آب अगस्त אוגוסט สิงหาคม

sep sept september septembre septiembre setiembre settembre set setembro wrzesien wrzesnia wrz сентября сентябрь сен
сент вересня вересень syyskuu syyskuuta zari eylul eyl σεπτεμβριου σεπτεμβριοσ σεπ septembrie سبتمبر أيلول सितंबर
ספטמבר กันยายน

oct october okt oktober octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz октября октябрь окт
жовтня жовтень lokakuu lokakuuta rijen rijna ekim eki οκτωβριου οκτωβριοσ οκτ octombrie أكتوبر اكتوبر अक्टूबर
אוקטובר ตุลาคม

nov november novembre noviembre novembro listopad listopada lis ноября ноябрь ноя листопада листопад marraskuu
marraskuuta kasim kas νοεμβριου νοεμβριοσ νοε noiembrie نوفمبر नवंबर נובמבר พฤศจิกายน

dec december dez dezember decembre diciembre dic dicembre dezembro grudzien grudnia gru декабря декабрь дек грудня
грудень joulukuu joulukuuta prosinec prosince aralik ara δεκεμβριου δεκεμβριοσ δεκ decembrie desember des ديسمبر
दिसंबर דצמבר ธันวาคม
"""

MONTH: dict[str, int] = {
    name: number for number, names in enumerate(_MONTHS.split("\n\n"), 1) for name in names.split()
}

_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag
mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi
samedi dimanche lun mar mer jeu ven sam dim lunes martes miercoles jueves viernes sabado domingo lunedi martedi
mercoledi giovedi venerdi sabato domenica segunda terca quarta quinta sexta feira maandag dinsdag woensdag donderdag
vrijdag zaterdag zondag poniedzialek wtorek sroda czwartek piatek sobota niedziela mandag tirsdag onsdag torsdag
fredag lordag sondag tisdag maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai понедельник вторник
среда четверг пятница суббота воскресенье понеділок вівторок середа п'ятниця субота неділя pondeli utery streda
ctvrtek patek nedele pazartesi sali carsamba persembe cuma cumartesi pazar δευτερα τριτη τεταρτη πεμπτη παρασκευη
σαββατο κυριακη luni marti miercuri joi vineri sambata duminica senin selasa rabu kamis jumat sabtu minggu الاثنين
الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
"""
WEEKDAYS = frozenset(_WEEKDAYS.split())

_DATE_FILLERS = """
published updated posted modified created on at of the by date last first am pm uhr um den der le a las el de del
publie mis jour publicado publicada actualizado actualizada pubblicato aggiornato il alle ore veroffentlicht
aktualisiert stand erschienen gepubliceerd bijgewerkt op om publicerad uppdaterad kl klo publisert oppdatert
opublikowano aktualizacja godz zveroeffentlicht опубликовано обновлено в г года yayin tarihi guncelleme hrs h t z st
nd rd th local time est edt cst cdt mst mdt pst pdt gmt utc cet cest bst ist jst kst aest aedt msk eet eest 年 月 日 時
datum fecha data дата 分 更新 発表 公開 发布 发表 时间 星期一 星期二 星期三 星期四 星期五 星期六 星期日
年月日 일 월 년 오전 오후 입력 수정
"""
DATE_FILLERS = frozenset(_DATE_FILLERS.split())

_PUBLISHED = """
published|posted|publish date|publication date|date of publication|first published|veroffentlicht|publiziert
erschienen|erstellt am|online seit|publie|publiee|mis en ligne|mise en ligne|date de publication|publicado
publicada|fecha de publicacion|data de publicacao|pubblicato|data di pubblicazione|gepubliceerd|geplaatst
publicerad|publisert|udgivet|offentliggjort|julkaistu|opublikowano|data publikacji|dodano|publikovano
опубликовано|дата публикации|опубліковано|yayinlanma|yayin tarihi|δημοσιευτηκε|发布|發布|公開日|掲載|등록|입력
تاريخ النشر|نشر|פורסם|प्रकाशित
"""
_UPDATED = """
updated|last updated|last modified|last edited|last changed|last revised|this page was last|modified
letzte anderung|letzte aktualisierung|zuletzt|stand|aktualisiert|mis a jour|mise a jour|derniere mise a jour
derniere modification|actualizado|ultima actualizacion|ultima modifica|ultimo aggiornamento|aggiornato
atualizado|ultima atualizacao|bijgewerkt|laatst gewijzigd|senast|uppdaterad|sist oppdatert|opdateret|paivitetty
aktualizacja|обновлено|оновлено|guncelleme|son guncelleme|最終更新|更新|수정
"""


def _phrases(listing: str) -> tuple[str, ...]:
    return tuple(phrase for line in listing.split("\n") for phrase in line.split("|") if phrase)


PUBLISHED_WORDS = _phrases(_PUBLISHED)
UPDATED_WORDS = _phrases(_UPDATED)

ZONE_HOURS: dict[str, float] = {
    **dict.fromkeys(("gmt", "utc", "ut", "z", "wet"), 0),
    **dict.fromkeys(("bst", "west", "cet"), 1),
    **dict.fromkeys(("cest", "eet", "sast"), 2),
    **dict.fromkeys(("eest", "msk"), 3),
    "ist": 5.5,
    "hkt": 8,
    "sgt": 8,
    **dict.fromkeys(("jst", "kst"), 9),
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "brt": -3,
    **dict.fromkeys(("edt", "ast"), -4),
    **dict.fromkeys(("est", "cdt", "et"), -5),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    **dict.fromkeys(("pst", "pt"), -8),
    "akst": -9,
    "hst": -10,
}
