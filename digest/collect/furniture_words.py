"""What sites say around their articles, in small letters: whole lines, openings, and what ends of texts say.

An underscore at the end of a phrase is a blank.
"""

WHOLE = """
share|share this|share this article|share this story|share this post|tweet|print|email|e-mail|save|copy
copy link|comment|comments|reply|advertisement|advert|ad|anzeige|werbung|publicité|publicidad|pubblicità|reklama
реклама|advertentie|annonse|annonce|sponsored|sponsored content|story continues|story continues below
story continues below advertisement|article continues below|article continues below advertisement
continue reading|continue reading the main story|continue reading below|skip to content|skip to main content
back to top|top|go to top|nach oben|loading|please wait|image|photo|video|listen|watch|play|gallery|slideshow
previous|next|previous article|next article|previous post|next post|previous story|next story|view comments
view all comments|show comments|hide comments|show more|see all|view gallery|enlarge|enlarge image|close|open
menu|search|log in|login|sign in|sign up|register|subscribe|subscribe now|tags|topics|comments are closed
follow us|related|home|credit|credits|source|sources|titelbild|weitere themen|mehr zum thema|quelle|quellen
quellenangabe|quellenangaben|originalpublikation|teilen|drucken|kommentare|antworten|letzte änderung|zurück
zurück zur übersicht|zur startseite|partager|imprimer|commentaires|répondre|haut de page|compartir|imprimir
comentarios|comentar|responder|compartilhar|comentários|condividi|stampa|commenti|rispondi|udostępnij|drukuj
komentarze|dowiedz się więcej|więcej|czytaj też|czytaj więcej|zobacz także|поделиться|комментарии|печать
ответить|分享|评论|打印|举报|共有|シェアする|印刷|댓글|공유|paylaş|yazdır|yorumlar|del|skriv ut|dela|kommentarer
jaa|kommentit|delen|reacties|sdílet|komentáře|zdieľať|diskuze|megosztás
"""

OPENING = """
share this_|share on_|share via_|click to share|click to print|click to email|follow us on|like us on
scroll to continue|load more|filed under|posted in_|report a typo|report an error|report abuse
this article has been archived|this article is closed|you can't post|tagged with_|tags:|more from_
read more about_|read more:_|leggi anche|lire aussi|czytaj też|czytaj także|zobacz też|if you enjoyed reading
if you liked this|like this story|like this article|enjoyed this article|liked this article
want more stories like|do you want to be informed|this post contains|this post may contain
this article contains affiliate|this story contains affiliate|we may earn a commission
we may receive a commission|if you buy something through|when you buy through|bonus value is|editorial note:
editorial disclaimer|opinions expressed here|disclaimer:|image credit|photo credit|picture credit|photo by_
photo:_|image:_|foto:_|fotos:_|bild:_|bilder:_|titelbild:_|kuva:_|crédit photo|crédits photo|mit diesem button
klicken sie auf|jetzt kommentieren|um zu kommentieren|melden sie sich an|jetzt abonnieren|newsletter abonnieren
hat ihnen|hat dir der|gefällt dir_|gefällt ihnen|folge uns|folgen sie|sofern nicht anders
vorschau auf den nächsten|letzte änderung|zuletzt aktualisiert|weitere informationen zu|weitere informationen:
weitere artikel|weitere beiträge|weitere meldungen|kommentare insgesamt|noch keine kommentare|einen kommentar
sie müssen angemeldet|du musst angemeldet|suivez-nous|abonnez-vous|inscrivez-vous|pour commenter
vous devez être connecté|si vous avez aimé|síguenos|suscríbete|regístrate|puede escribir|si te ha gustado
inicia sesión|siga-nos|assine_|inscreva-se|receba as|seguici|iscriviti|se ti è piaciuto|schrijf je in|volg ons
meld je aan|zapisz się|obserwuj nas|polub nas|dołącz do|aby dodać komentarz|подписывайтесь|подпишитесь
следите за|присоединяйтесь|читайте нас|takip et|abone ol|bizi takip|关注我们|扫一扫|责任编辑|编辑：|作者：
来源：|【编辑|фото:|источник:|źródło:|kaynak:|fuente:|source:_|fonte:|bron:_|kilde:_|källa:_|lähde:|quelle:_
forrás:|zdroj:|foto di_|con informazioni_|crédito
"""

ENDING = """
sign up for|sign up to|sign up here|subscribe to|newsletter|all rights reserved|©|copyright|(c) 19|(c) 20
follow him on|follow her on|follow me on|follow them on|follow @|on twitter at|terms of use|terms of service
terms and conditions|privacy policy|cookie|may not be published|may not be reproduced|may not be reprinted
be republished|download our app|download the app|get the latest|delivered to your inbox|to your inbox|join our
support our journalism|become a member|become a subscriber|contact the writer|contact the author|contact us at
can be reached at|can be reached on|have a tip|got a tip|have a story|click here to|read more at|read more on
is a staff writer|is a reporter|is head of|is a senior|is a freelance|is the author of|creative commons
licensed under|considered for publication|letters section|letters page
originally appeared|was originally published|first appeared on|this story was
contributed to this report|contributed to this story|contributed reporting|donate|support us|buy me a coffee
patreon|alle rechte vorbehalten|abonnieren sie|melden sie sich|folgen sie uns|lizenz|nachdruck
tous droits réservés|reproduction interdite|todos los derechos|todos os direitos|tutti i diritti
riproduzione riservata|alle rechten voorbehouden|все права защищены|wszelkie prawa|tüm hakları|med ensamrätt
版权所有|未经授权|转载|無断転載|無断複写|무단전재|무단 전재|저작권|حقوق النشر|جميع الحقوق|सर्वाधिकार|כל הזכויות
"""

BUTTONS = """
share tweet pin email e-mail print save facebook twitter linkedin pinterest whatsapp reddit telegram flipboard
tumblr copy link x xing messenger instagram youtube threads mastodon bluesky pocket mail sms line vk viber
google+ google plus more on via teilen merken drucken partager imprimer
"""
