"""What publishers call pieces that are not plain news, in some twenty languages; compared by letters alone.

`OPINION`, `LIVE` and `SPONSORED` are said nowhere else: as a section, a folder of an address, a tag or a label before
a title. The others mean something only in the place that their name tells.
"""

OPINION = """
opinion|opinions|opinion & analysis|op-ed|opeds|op-eds|commentary|commentaries|editorial|editorials|comment is free
guest essay|guest column|columnist|columnists|leading article
meinung|meinungen|kommentar|kommentare|kolumne|kolumnen|leitartikel|gastbeitrag|gastkommentar|glosse
tribune|tribunes|édito|edito|éditos|éditorial|éditoriaux|chronique|chroniques|point de vue|libre opinion
opinión|opinion y análisis|tribuna|tribunas|columna de opinión|columnistas|carta del director
opinione|opinioni|editoriale|editoriali|l'editoriale|commenti
opinião|coluna|colunas|colunistas|artigo de opinião
opinie|opinies|opiniestuk|commentaar|ledare|debattartikel|krönika|kronikk|meninger|mielipide|pääkirjoitus
kolumni|komentarz|komentarze|felieton|publicystyka|komentář|názory|názor|vélemény|vélemények|köşe yazısı|köşe yazıları
yorum|yazarlar|görüş|opinii|opinie și comentarii|editoriale și opinii|mišljenje|mišljenja|komentari
мнение|мнения|колонка|колонки|колумнисты|думка|думки|погляд|погляди|коментар|коментари
άποψη|απόψεις|γνώμη|γνώμες
رأي|الرأي|آراء|مقالات الرأي|رأي وتحليل|افتتاحية|سرمقاله|یادداشت|دیدگاه|اداریہ|کالم|דעה|דעות|טור דעה|מאמר מערכת
राय|विचार|संपादकीय|नज़रिया|মতামত|সম্পাদকীয়|கருத்து|தலையங்கம்|บทบรรณาธิการ|ความคิดเห็น|opini|tajuk rencana|góc nhìn|maoni
社説|論説|オピニオン|コラム|评论|社评|社论|观点|評論|社論|觀點|사설|칼럼|오피니언|논평
"""

# sections and folders that a tag or a label may share with plain news
OPINION_SECTION = """
views|voices|perspective|perspectives|letters|letters to the editor|column|columns|comment|ideas
idées|débats|debatte|debatten|columna|columnas|debate|debat|debatt|leder|kronik
"""

# labels before a title, where reviews say what they are
OPINION_LABEL = """
comment|column|letters|letter|review|book review|film review|theatre review|rezension|filmkritik|buchkritik
critique|reseña|crítica|recensione|recensie|recension|anmeldelse|recenzja|recenze|рецензия|рецензія|κριτική
"""

LIVE = """
liveblog|live blog|live updates|live coverage|as it happened|liveticker|live ticker|newsticker live
en direct|le direct|suivi en direct|en directo|en vivo|minuto a minuto|última hora en directo|ao vivo|em directo
in diretta|la diretta|diretta live|liverapport|direkterapport|na żywo|relacja na żywo|živě|élőben|percről percre
canlı anlatım|canlı yayın|онлайн-трансляция|прямая трансляция|прямой эфир|онлайн-репортаж|наживо|онлайн-трансляція
ζωντανά|بث مباشر|تغطية مباشرة|مباشر|לייב|עדכונים שוטפים|लाइव अपडेट|लाइव|लाइव ब्लॉग|লাইভ
ライブ|速報中|ライブ更新|直播|文字直播|실시간
"""

# folders and labels, where a tag would be a concert
LIVE_PLACE = "live|live news|direct|directo|diretta|direto|livestream"

SPONSORED = """
sponsored|sponsored content|sponsored post|sponsored article|sponsor content|sponsored by|advertorial|advertorials
advertisement feature|advertiser content|paid content|paid post|paid partnership|paid partner content|partner content
partnered content|partner article|branded content|brand content|brandvoice|brand voice|brand studio|brand post
native ad|native advertising|content partnership|from our partners|promoted content|paid for by
anzeigensonderveröffentlichung|verlagsspezial|gesponsert|gesponserter beitrag|bezahlter inhalt|partnerinhalt
publireportage|publi-reportage|publi-rédactionnel|publirédactionnel|publirédactionnels|contenu sponsorisé
contenu partenaire|contenus partenaires|contenu de marque|partenariat rémunéré
contenido patrocinado|patrocinado|publirreportaje|publirreportajes|contenido de marca
contenuto sponsorizzato|contenuti sponsorizzati|pubbliredazionale|sponsorizzato|publiredazionale
conteúdo patrocinado|publieditorial|publi editorial|informe publicitário|conteúdo de marca
gesponsord|gesponsorde inhoud|branded story|annonssamarbete|betalt innhold|annonsørinnhold
sponsoreret|sponsoreret indhold|annoncørbetalt|kaupallinen yhteistyö|materiał sponsorowany|artykuł sponsorowany
materiał partnera|komerční sdělení|placený obsah|szponzorált tartalom|támogatott tartalom|sponsorlu içerik|advertoriál
на правах рекламы|партнёрский материал|партнерский материал|спецпроект партнёра|партнерський матеріал
χορηγούμενο|χορηγούμενο περιεχόμενο|محتوى مدفوع|محتوى برعاية|إعلان مدفوع|رپورتاژ آگهی|תוכן שיווקי|תוכן ממומן
प्रायोजित|記事広告|タイアップ|スポンサー記事|赞助内容|贊助內容|廣編特輯|협찬|konten bersponsor
"""

# folders and labels, where a tag would be a story about advertising (or, in German, a complaint to the police)
SPONSORED_PLACE = "anzeige|ad|promoted|remitido|advertentie|annons|mainos|reklam|реклама|विज्ञापन|広告|广告|광고"
