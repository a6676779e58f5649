/** Everything the widget says, in English and Russian. One shape: a sentence missing in one is a type error. */

import type { Code } from "./types";

const en = {
  open: "Open chat",
  close: "Minimise chat",
  unread: (n: number) => `${n} unread ${n === 1 ? "message" : "messages"}`,
  chat: "Chat",
  chatWith: (name: string) => `Chat with ${name}`,
  peopleAnswer: "People answer here",
  looking: "Looking for the right person",
  hereNow: (brand: string) => `${brand}, here now`,
  closedNow: "Closed now",
  closedUntil: (when: string) => `Closed now, back ${when}`,
  endedWith: (name: string) => (name ? `Chat with ${name} ended` : "Chat ended"),
  canStillWrite: "You can still write here",
  hello: "Hello! How can we help?",
  leaveMessage: "Leave a message, we answer when we are back",
  name: "Your name",
  email: "E-mail",
  emailWhy: "so we can reply if you leave",
  phone: "Phone",
  optional: "optional",
  about: "About",
  message: "Message",
  answerBy: "Answer me by",
  byPhone: "Call",
  whatWeStore: "What we store",
  start: "Start chat",
  sendMessage: "Send message",
  write: "Write a message…",
  addDetail: "Add a detail…",
  send: "Send",
  attach: "Attach a file",
  emoji: "Emoji",
  more: "More",
  soundOn: "Turn sound on",
  soundOff: "Turn sound off",
  endChat: "End chat",
  mailMe: "E-mail me this conversation",
  mailTo: "Send the conversation to",
  mailed: (to: string) => `The conversation will be sent to ${to}`,
  cancel: "Cancel",
  log: "Messages",
  you: "You",
  today: "Today",
  yesterday: "Yesterday",
  typing: (name: string) => `${name || "Our colleague"} is typing`,
  tick: { waiting: "Sending", failed: "Not sent", sent: "Sent", delivered: "Delivered", read: "Read" },
  tryAgain: "Try again",
  remove: "Remove",
  place: (n: number) => (n === 1 ? "You are next" : `You are ${ordinal(n)} in line`),
  placeMark: (n: number) => ordinal(n),
  wait: (low: number, high: number) =>
    high <= 60
      ? "Most people wait less than a minute"
      : low < 60
        ? `Most people wait less than ${Math.ceil(high / 60)} min`
        : `Most people wait ${range(low, high)} min`,
  keepPlace: "You can close this window. We keep your place.",
  whileYouWait: "While you wait",
  weHaveIt: "We have your message and answer when we are back.",
  ended: "Chat ended",
  howWasIt: "How was it?",
  faces: ["Bad", "So-so", "Good", "Great"] as readonly string[],
  whatGood: "What was good?",
  whatBad: "What went wrong?",
  good: ["Fast", "Friendly", "Solved"] as readonly string[],
  bad: ["Slow", "Unclear", "Not solved"] as readonly string[],
  wordFor: (name: string) => (name ? `A word for ${name}…` : "A word for us…"),
  sendRating: "Send rating",
  skip: "Skip",
  thanks: "Thank you for your rating",
  offline: (seconds: number) => `No connection, trying again in ${seconds} s`,
  connecting: "Connecting…",
  dismiss: "Dismiss",
  dropHere: "Drop the file here",
  download: (name: string) => `Download ${name}`,
  newMessages: "New messages",
  bytes: ["B", "KB", "MB"] as readonly string[],
  call: {
    region: "Call",
    start: "Call us in the browser",
    again: "Call again",
    end: "End call",
    mute: "Mute",
    unmute: "Unmute",
    keypad: "Keypad",
    key: (key: string) => (key === "*" ? "Star" : key === "#" ? "Hash" : key),
    back: "Back to the call",
    mutedNow: "You are muted",
    broken: "The sound is interrupted, we try again",
    writeInstead: "Write to us instead",
    states: {
      asking: "Allow the microphone to call",
      connecting: "Connecting…",
      listening: "Please listen",
      waiting: "You are in line",
      recording: "Speak now, end with the hash key",
      talking: "You are talking",
      held: "On hold, please stay on the line",
    },
    ended: {
      hung_up: "The call has ended",
      busy: "We could not take the call just now",
      lost: "The connection was lost",
      no_line: "Your network lets no calls through",
      limited: "Too many calls at once, try again later",
      in_call: "You are in a call in another tab",
    },
    trouble: {
      blocked: "Microphone is blocked",
      no_microphone: "No microphone was found",
      unplugged: "Your microphone is gone",
    },
    remedy: {
      blocked: "Click the lock next to the address, allow the microphone, then try again.",
      no_microphone: "Plug one in or turn it on, then try again.",
      unplugged: "Plug it in again or choose another. We keep the call; you can hear us.",
    },
  },
  charsLeft: (n: number) => `${n} characters left`,
  faults: {
    empty: "Write something first",
    required: "This is needed",
    too_long: "Too long: send it in parts of 5,000 characters",
    invalid_email: "Write it like name@example.com",
    email_end: "The part after the dot is missing, like .com",
    invalid_phone: "Write the number with its country code, like +44 20 7946 0000",
    consent: "Please agree first",
    limited: "Too many at once, we try again shortly",
    busy: "We could not take it just now",
    file_type: "This kind of file cannot be sent",
    file_disguised: "The file's name and content do not agree",
    too_large: (mb: number) => `Over ${mb} MB. Send a photo, or a shorter clip`,
    other: "It could not be sent",
  },
};

export type Words = typeof en;

const ru: Words = {
  open: "Открыть чат",
  close: "Свернуть чат",
  unread: (n) => `${n} ${plural(n, "непрочитанное сообщение", "непрочитанных сообщения", "непрочитанных сообщений")}`,
  chat: "Чат",
  chatWith: (name) => `Чат: ${name}`,
  peopleAnswer: "Отвечают люди",
  looking: "Ищем, кто вам поможет",
  hereNow: (brand) => `${brand}, на связи`,
  closedNow: "Сейчас закрыто",
  closedUntil: (when) => `Сейчас закрыто, откроемся ${when}`,
  endedWith: (name) => (name ? `Чат завершён: ${name}` : "Чат завершён"),
  canStillWrite: "Вы можете написать ещё",
  hello: "Здравствуйте! Чем помочь?",
  leaveMessage: "Оставьте сообщение, ответим, когда откроемся",
  name: "Ваше имя",
  email: "Эл. почта",
  emailWhy: "чтобы ответить, если вы уйдёте",
  phone: "Телефон",
  optional: "необязательно",
  about: "О чём",
  message: "Сообщение",
  answerBy: "Как ответить",
  byPhone: "Звонок",
  whatWeStore: "Что мы храним",
  start: "Начать чат",
  sendMessage: "Отправить сообщение",
  write: "Напишите сообщение…",
  addDetail: "Добавьте подробности…",
  send: "Отправить",
  attach: "Приложить файл",
  emoji: "Эмодзи",
  more: "Ещё",
  soundOn: "Включить звук",
  soundOff: "Выключить звук",
  endChat: "Завершить чат",
  mailMe: "Прислать переписку на почту",
  mailTo: "Куда прислать переписку",
  mailed: (to) => `Переписка придёт на ${to}`,
  cancel: "Отмена",
  log: "Сообщения",
  you: "Вы",
  today: "Сегодня",
  yesterday: "Вчера",
  typing: (name) => `${name || "Сотрудник"} печатает`,
  tick: { waiting: "Отправляется", failed: "Не отправлено", sent: "Отправлено", delivered: "Доставлено", read: "Прочитано" },
  tryAgain: "Повторить",
  remove: "Убрать",
  place: (n) => (n === 1 ? "Следующая очередь ваша" : `Вы ${ordinals[n] ?? `${n}-й`} в очереди`),
  placeMark: (n) => String(n),
  wait: (low, high) =>
    high <= 60
      ? "Обычно ждут меньше минуты"
      : low < 60
        ? `Обычно ждут меньше ${Math.ceil(high / 60)} мин`
        : `Обычно ждут ${range(low, high)} мин`,
  keepPlace: "Окно можно закрыть. Место в очереди сохранится.",
  whileYouWait: "Пока вы ждёте",
  weHaveIt: "Сообщение у нас. Ответим, когда откроемся.",
  ended: "Чат завершён",
  howWasIt: "Как всё прошло?",
  faces: ["Плохо", "Так себе", "Хорошо", "Отлично"],
  whatGood: "Что понравилось?",
  whatBad: "Что было не так?",
  good: ["Быстро", "Вежливо", "Решено"],
  bad: ["Долго", "Непонятно", "Не решено"],
  wordFor: () => "Пара слов о разговоре…",
  sendRating: "Отправить оценку",
  skip: "Пропустить",
  thanks: "Спасибо за оценку",
  offline: (seconds) => `Нет связи, повтор через ${seconds} с`,
  connecting: "Соединяем…",
  dismiss: "Скрыть",
  dropHere: "Отпустите файл здесь",
  download: (name) => `Скачать ${name}`,
  newMessages: "Новые сообщения",
  bytes: ["Б", "КБ", "МБ"],
  call: {
    region: "Звонок",
    start: "Позвонить из браузера",
    again: "Позвонить снова",
    end: "Завершить звонок",
    mute: "Выключить микрофон",
    unmute: "Включить микрофон",
    keypad: "Клавиши",
    key: (key) => (key === "*" ? "Звёздочка" : key === "#" ? "Решётка" : key),
    back: "Вернуться к звонку",
    mutedNow: "Микрофон выключен",
    broken: "Звук прервался, восстанавливаем",
    writeInstead: "Лучше написать",
    states: {
      asking: "Разрешите доступ к микрофону",
      connecting: "Соединяем…",
      listening: "Послушайте, пожалуйста",
      waiting: "Вы в очереди",
      recording: "Говорите, в конце нажмите решётку",
      talking: "Вы говорите",
      held: "На удержании, оставайтесь на линии",
    },
    ended: {
      hung_up: "Звонок завершён",
      busy: "Сейчас принять звонок не удалось",
      lost: "Связь прервалась",
      no_line: "Ваша сеть не пропускает звонки",
      limited: "Слишком много звонков сразу, попробуйте позже",
      in_call: "Вы уже говорите в другой вкладке",
    },
    trouble: {
      blocked: "Доступ к микрофону закрыт",
      no_microphone: "Микрофон не найден",
      unplugged: "Микрофон отключился",
    },
    remedy: {
      blocked: "Нажмите на замок рядом с адресом, разрешите микрофон и попробуйте снова.",
      no_microphone: "Подключите или включите его и попробуйте снова.",
      unplugged: "Подключите его снова или выберите другой. Звонок продолжается, вы нас слышите.",
    },
  },
  charsLeft: (n) => `Осталось знаков: ${n}`,
  faults: {
    empty: "Сначала напишите что-нибудь",
    required: "Нужно заполнить",
    too_long: "Слишком длинно: отправьте частями по 5000 знаков",
    invalid_email: "Напишите как name@example.com",
    email_end: "Не хватает части после точки, например .ru",
    invalid_phone: "Напишите номер с кодом страны, например +7 495 123-45-67",
    consent: "Пожалуйста, сначала согласитесь",
    limited: "Слишком много сразу, скоро повторим",
    busy: "Сейчас принять не удалось",
    file_type: "Такие файлы отправить нельзя",
    file_disguised: "Имя и содержимое файла не совпадают",
    too_large: (mb) => `Больше ${mb} МБ. Пришлите фото или ролик покороче`,
    other: "Отправить не удалось",
  },
};

export const words: Record<Code, Words> = { en, ru };

const ordinals: Record<number, string> = {
  2: "второй", 3: "третий", 4: "четвёртый", 5: "пятый", 6: "шестой", 7: "седьмой", 8: "восьмой", 9: "девятый", 10: "десятый",
};

function ordinal(n: number): string {
  const suffix = { one: "st", two: "nd", few: "rd", other: "th" } as Record<string, string>;
  return `${n}${suffix[new Intl.PluralRules("en", { type: "ordinal" }).select(n)] ?? "th"}`;
}

function plural(n: number, one: string, few: string, many: string): string {
  const form = new Intl.PluralRules("ru").select(n);
  return form === "one" ? one : form === "few" ? few : many;
}

/** Whole minutes, never a narrower promise than the hub made. */
function range(low: number, high: number): string {
  const [from, to] = [Math.floor(low / 60), Math.ceil(high / 60)];
  return from === to ? `${from}` : `${from}–${to}`;
}

/** A refusal's code in words. */
export function fault(say: Words, code: string, megabytes: number): string {
  if (code === "too_large") return say.faults.too_large(megabytes);
  const told = (say.faults as Record<string, unknown>)[code];
  return typeof told === "string" ? told : say.faults.other;
}

export const clockTime = (code: Code, at: string | number): string =>
  new Intl.DateTimeFormat(code, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));

export function dayName(code: Code, at: number, now = Date.now()): string {
  const day = (moment: number): string => new Date(moment).toDateString();
  if (day(at) === day(now)) return words[code].today;
  if (day(at) === day(now - 86_400_000)) return words[code].yesterday;
  return new Intl.DateTimeFormat(code, { day: "numeric", month: "long" }).format(at);
}

/** When we are back: the weekday within a week, else the date. */
export function whenBack(code: Code, at: string, now = Date.now()): string {
  const near = Date.parse(at) - now < 6 * 86_400_000;
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const style: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (!sameDay) Object.assign(style, near ? { weekday: code === "ru" ? "short" : "long" } : { day: "numeric", month: "long" });
  const text = new Intl.DateTimeFormat(code === "en" ? "en-GB" : code, style).format(new Date(at));
  return text.replace(" at ", " ");
}

export function size(say: Words, bytes: number): string {
  if (bytes < 1024) return `${bytes} ${say.bytes[0]}`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} ${say.bytes[1]}`;
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} ${say.bytes[2]}`;
}
