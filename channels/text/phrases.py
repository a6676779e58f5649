"""What mail programs write around a quote or under a text, in the languages our customers write.

Only words and patterns; `reply.py` decides. Every pattern is matched against a line of at most 500 characters.
"""

from __future__ import annotations

import re

# ruff: noqa: E501 - one pattern's words stand together

# Names of header fields in a quoted header block: From, Sent or Date, To, Subject, Cc.
FROM = ("from|von|de|da|fra|från|van|od|nadawca|expéditeur|remitente|mittente|afzender|lähettäjä|feladó|от|від|від кого|от кого"
        "|отправитель|відправник|gönderen|kimden|από|מאת|寄件者|寄件人|发件人|發件人|差出人|보낸 사람|من|odesílatel|expeditor|saatja")  # fmt: skip
SENT = ("sent|date|gesendet|datum|envoyé|date d'envoi|enviado|enviado el|enviada|fecha|data|inviato|verzonden|sendt|dato"
        "|skickat|wysłano|data wysłania|lähetetty|päivämäärä|elküldve|dátum|отправлено|дата|дата отправки|надіслано"
        "|відправлено|gönderilme tarihi|tarih|odesláno|poslané|trimis|寄件日期|发送时间|發送時間|日期|送信日時|일시|보낸 날짜")  # fmt: skip
TO = ("to|an|à|para|a|til|till|aan|do|vastaanottaja|címzett|кому|получатель|до|kime|alıcı|komu|către|收件者|收件人|宛先|받는 사람"
      "|cc|copie|kopie|kopia|cópia|копия|копія|reply-to|antwort an|répondre à")  # fmt: skip
SUBJECT = ("subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|emne|ämne|aihe|tárgy|тема|konu|předmět|predmet"
           "|subiect|importance|attachments|主旨|主题|主題|件名|제목|re")  # fmt: skip


def _field(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)^[\s>|*_]{{0,6}}(?:{names})\s?\*?\s?[:：]\s?\*?\s?(?P<value>.*)$")


FROM_FIELD = _field(FROM)
SENT_FIELD = _field(SENT)
TO_FIELD = _field(TO)
SUBJECT_FIELD = _field(SUBJECT)

# `-----Original Message-----` and its sisters; the dashes or underscores are required.
ORIGINAL = re.compile(
    r"(?i)^[\s>*]{0,6}[-_=*]{2,}+\s*(?:original message|reply message|original appointment|quoted message|original mail"
    r"|ursprüngliche nachricht|originalnachricht|original-nachricht|message d'origine|message original|mensaje original"
    r"|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig meddelelse|opprinnelig melding"
    r"|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość"
    r"|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|orijinal mesaj|αρχικό μήνυμα"
    r"|исходное сообщение|исходное письмо|оригинальное сообщение|первоначальное сообщение|пользователь написал"
    r"|цитата|вихідне повідомлення|оригінальне повідомлення|початкове повідомлення|原始邮件|原始郵件|元のメッセージ)"
    r"[^\n]{0,60}$"
)
# A line of its own that announces a forwarded mail: what follows is news.
FORWARD = re.compile(
    r"(?i)^[\s>*]{0,6}(?:[-_=]{2,}+\s*(?:forwarded (?:message|by)|forward(?:ed)? (?:message|mail)|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten|message transféré|message transmis|mensaje reenviado|mensagem encaminhada"
    r"|messaggio inoltrato|doorgestuurd bericht|videresendt|vidarebefordrat|välitetty|wiadomość przekazana"
    r"|treść przekazanej|přeposlaná zpráva|iletilen mesaj|пересылаемое сообщение|пересланное сообщение"
    r"|пересылаемое письмо|пересланное письмо|переслане повідомлення|пересилане повідомлення|конец пересылаемого)"
    r"|(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|début du message transféré"
    r"|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|início da mensagem encaminhada"
    r"|начало переадресованного сообщения|начало пересылаемого сообщения|початок листа, що пересилається"
    r"|початок переадресованого повідомлення|пересылаемое сообщение|-+ ?пересланное)\s*:?\s*-*\s*$)"
)
FORWARD_SUBJECT = re.compile(r"(?i)^\s*(?:fw|fwd|wg|tr|rv|enc|i|vs|vb|pd|doorst|переслать|пересл|пер|переслано)\s?:")

# Verbs that end an attribution: "… wrote:". `$` stands for the end of the joined lines.
WROTE = (r"wrote|writes|schrieb(?: am [^:]{4,60}| folgendes)?|a écrit|écrivait|escribió|escribi[oó]|ha escrito|ha scritto|scrive|schreef"
         r"|het volgende geschreven|geschreven|escreveu|napisał\(?a?\)?|napisała?|pisze|skrev|kirjoitti|napsala?|napsal\(a\)|píše"
         r"|a scris|yazdı|şunları yazdı|írta|έγραψε|đã viết|написала?|написал\(а\)|написа[вл]\(?а?\)?|пишет|писала?|пише"
         r"|пишете|писали|сообщил\(?а?\)?|напісаў|写道|寫道|のメール|님이 작성")  # fmt: skip
WROTE_END = re.compile(rf"(?i)(?:{WROTE})\s*(?:[:：]|\.{{3}})?\s*-{{0,6}}\s*>?\s*$")
# "… schrieb Max Muster:", the name after the verb
VERB_FIRST = re.compile(
    r"(?i)\b(?:schrieb|schreef|skrev|scripsit|написала?|пише|пишет|a écrit|escribió|escreveu)\s[^:]{1,80}:\s*$"
)
# How an attribution with a verb may begin.
STARTS = re.compile(
    r"(?i)^[\s>*_-]{0,8}(?:on|le|am|el|il|op|em|den|på|vào|w dniu|dnia|dne|el día|il giorno|il|a las|pe|tarihinde|në|στις|kl\."
    r"|в|у|від|at|quoting|от|пт|ср|чт|вт|пн|сб|вс|нд|on behalf of|sent from|вы писали|ви писали|you wrote|-{3,}|\"|\d|<|[A-ZА-ЯЁІЇЄ])"
)
DATE = re.compile(
    r"(?:\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}\b|\b\d{1,2}:\d\d\b|\b\d{1,2}(?:st|nd|rd|th)?\s+[^\W\d]{3,10}\.?\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|年)", re.I)  # fmt: skip
YEAR_OR_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d\d\b|\b\d{1,2}[:.]\d\d(?::\d\d)?\b")
MAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,64}\.[\w.-]{1,80}|\[mailto:|@\.{3}|<[^<>@\s]{0,40}@[^<>\s]{1,80}>")
# `---- John Smith wrote ----`, `2011/4/7 Nathan <n@example.com>`, `------On 12/29/1987 …, Caesar wrote-----`
DASHED_WROTE = re.compile(
    rf"(?i)^\s*-{{2,}}+\s*[^\n]{{1,200}}\b(?:{WROTE})(?:\s*am\b[^\n]{{1,60}})?\s*:?\s*-{{2,}}\s*$"
)
DATE_MAIL = re.compile(
    r"^\s*(?:\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[ ,T][^\n]{0,160}<[^<>\s]{1,100}@[^<>\s]{1,100}>:?\s*$"
)
# The Bat!: "Вы писали 3 ноября 2026 г., 9:15:34:"
YOU_WROTE = re.compile(
    r"(?i)^\s*(?:вы писали|ви писали|ты писал|you wrote|sie schrieben|du schriebst|vous écriviez)\b[^\n]{0,80}:\s*$"
)
UNDERLINE = re.compile(r"^[\s>*]{0,4}(?:_{10,}|-{20,}|={20,}|─{10,}|—{5,}|\*{20,})\s*$")
# "Please reply above this line" of other helpdesks
ABOVE_LINE = re.compile(
    r"(?i)^[\s>]*[#*=_-]{2,}+[^\n]{0,20}(?:(?:reply|type your (?:reply|response)|write)[^\n]{0,20} above this line"
    r"|please type your reply above|ответ\S{0,4} (?:писать|пишите) выше|antwort\w* oberhalb|répondre au-dessus)"
)

# Mobile and client footers: whole lines.
_DEVICE = r"[\w'’®™ .+/()«»\"-]{1,60}?"
SENT_FROM = re.compile(
    r"(?i)^[\s*_>-]{0,4}(?:"
    rf"sent (?:from|via|with|by) (?:my |a |the |an )?{_DEVICE}(?: for (?:ios|android|windows(?: 10)?|iphone|mobile))?"
    rf"|get outlook for [\w ]+|sent using {_DEVICE}|sent wirelessly[^\n]{{0,60}}|from my (?:i?phone|ipad|mobile|android|blackberry)[^\n,]{{0,30}}"
    rf"|(?:diese (?:e-?mail|nachricht) wurde )?(?:von meinem|von meiner|gesendet von|gesendet mit|gesendet über|gesendet aus) {_DEVICE}(?: gesendet)?"
    rf"|envoyé (?:de mon|depuis|à partir de|de l'|avec|via) ?{_DEVICE}|télécharger outlook pour \w+|enviado (?:desde|do|de|pelo|a partir do|via|con) (?:mi |meu )?{_DEVICE}"
    rf"|obtener outlook para \w+|obter o outlook para \w+|inviato (?:da|dal|con|tramite|via) {_DEVICE}|ottieni outlook per \w+"
    rf"|verzonden (?:vanaf|via|met|vanuit) (?:mijn )?{_DEVICE}|outlook voor \w+ downloaden|skickat från (?:min )?{_DEVICE}|sendt fra (?:min )?{_DEVICE}|lähetetty {_DEVICE}"
    rf"|wysłan[eoy] z(?:e)? {_DEVICE}|pobierz aplikację outlook[^\n]{{0,30}}|odesláno z {_DEVICE}|{_DEVICE} gönderildi|trimis de pe {_DEVICE}"
    rf"|(?:письмо |сообщение )?отправлено (?:с|со|из|через|от|при помощи|в) [^\n]{{1,80}}|послано (?:с|из) [^\n]{{1,60}}|скачать outlook для [^\n]{{1,20}}"
    rf"|получите outlook для [^\n]{{1,20}}|получить outlook для [^\n]{{1,20}}|надіслано (?:з|із|зі|через) [^\n]{{1,60}}|відправлено (?:з|із|зі|через) [^\n]{{1,60}}"
    rf"|отримати outlook для [^\n]{{1,20}}|завантажити outlook для [^\n]{{1,20}}|адпраўлена з [^\n]{{1,60}}"
    r"|发自我的[^\n]{1,30}|從我的[^\n]{1,20}傳送|iphoneから送信|[^\n]{1,20}에서 보냄"
    r")\.?(?:\s*<?\[?https?://\S{1,200}>?)?\s*$"
)
DELIMITER = re.compile(r"^\s{0,2}(?:--|—|––|-- --|___|- -- ?)\s*$")
NAME_DASH = re.compile(r"^\s?[-–—]\s?[A-ZА-ЯЁІЇЄ][\w.'’-]{1,30}(?:\s[A-ZА-ЯЁІЇЄ][\w.'’-]{0,30}){0,3}\s*$")
LIST_FOOTER = re.compile(r"^_{20,}\s*$")
SCANNED = re.compile(
    r"(?i)^\s*(?:virus-free\.? ?(?:www\.avast\.com)?|без вирусов\.? ?(?:www\.avast\.\w+)?|<#DAB4FAD8[^\n]{0,60}"
    r"|[^\n]{0,40}(?:checked for viruses by|проверено на отсутствие вирусов)[^\n]{0,80})\s*$"
)
STRONG_QUOTE = re.compile(r"^\s{0,3}>(?!:|=)")
WEAK_QUOTE = re.compile(r"^\s{0,2}[A-Za-zА-Яа-яЁё]{1,4}>+(?:\s|$)|^\s{0,3}\|(?:\s|$)")
BARE_WROTE = re.compile(rf"(?i)^\s*[^\W\d][^\n:>]{{1,80}}\s(?:{WROTE})\s*:\s*$")
ONE_LINE_BLOCK = re.compile(
    rf"(?i)\s\*?(?:sent|gesendet|envoyé|отправлено|надіслано|enviado|inviato|verzonden)\s?:\*?\s.{{1,200}}?\s\*?(?:{TO})\s?:"
)
FIELDS = {"from": FROM_FIELD, "sent": SENT_FIELD, "to": TO_FIELD, "subject": SUBJECT_FIELD}


def unquoted(line: str) -> str:
    """A line without its quote marks."""
    return line[:500].lstrip("> ")
