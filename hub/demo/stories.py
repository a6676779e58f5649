"""Why people write and what is answered, in both languages. `{order}`, `{product}` and `{name}` are filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A matter: its lines alternate, the customer's first."""

    queue: str
    disposition: str
    result: str
    subject: dict[str, str]
    lines: dict[str, tuple[str, ...]]
    summary: dict[str, str]
    case: str = ""  # a case type when the matter opens one
    sale: bool = False


STORIES = (
    Story("orders", "order_status", "resolved",
          {"en": "Where is order {order}?", "ru": "Где заказ {order}?"},
          {"en": ("Hello, I ordered {product} last week, number {order}. Where is it now?",
                  "Hello {name}, it left our depot today. The courier comes tomorrow between 10:00 and 14:00.",
                  "Great, thank you!", "You are welcome. Have a good day!"),
           "ru": ("Здравствуйте! На прошлой неделе заказала {product}, номер {order}. Где он сейчас?",
                  "Здравствуйте, {name}! Вижу: заказ утром выехал со склада, курьер будет завтра с 10 до 14.",
                  "Отлично, спасибо!", "Пожалуйста, хорошего дня!")},
          {"en": "Asked where {order} is: tomorrow.", "ru": "Спрашивали, где {order}; доставка завтра."}),
    Story("orders", "delivery_misrouted", "follow_up",
          {"en": "Order {order}: delivered, but I have nothing", "ru": "Заказ {order}: доставлен, но его нет"},
          {"en": ("The app says {order} was delivered, but there is no parcel at my door.",
                  "I am sorry about that, {name}. I ask the courier for the place of delivery and come back to you.",
                  "Please do, it was a birthday present.",
                  "It went to the neighbouring house. The courier brings it today between 18:00 and 20:00."),
           "ru": ("В приложении написано, что {order} доставлен, а посылки нет.",
                  "Очень жаль, {name}. Уточняю у курьера, где он её оставил, и сразу вернусь к вам.",
                  "Пожалуйста, побыстрее, это подарок.",
                  "Посылку отнесли в соседний дом. Курьер привезёт её сегодня с 18 до 20.")},
          {"en": "Parcel {order} left next door, brought today.", "ru": "Посылка {order} у соседей, привезут сегодня."},
          case="problem"),
    Story("support", "return_refund", "follow_up",
          {"en": "Returning {product}", "ru": "Возврат: {product}"},
          {"en": ("{product} arrived with a crack along the seam. I would like my money back.",
                  "That should not happen. Could you send a photo? I prepare the return label meanwhile.",
                  "Photo attached. Thank you for the quick answer.",
                  "The label is in your mail; the refund takes up to five days after we have the parcel."),
           "ru": ("{product} пришёл с трещиной по шву. Хочу вернуть деньги.",
                  "Так быть не должно. Пришлите, пожалуйста, фото, а я пока подготовлю наклейку для возврата.",
                  "Фото отправил. Спасибо за быстрый ответ.",
                  "Наклейка у вас в почте; деньги вернутся в течение пяти дней после получения посылки.")},
          {"en": "Cracked {product}, return label sent.", "ru": "Трещина: {product}, наклейка отправлена."},
          case="complaint"),
    Story("repairs", "machine_repair", "follow_up",
          {"en": "{product} does not heat", "ru": "{product} не греет"},
          {"en": ("My {product} does not heat any more, the lamp blinks three times.",
                  "Three blinks mean the thermostat. Is the machine under two years old?",
                  "Yes, bought in spring.", "Then the repair is free. A courier collects it on Thursday."),
           "ru": ("{product} перестал греть, лампочка мигает три раза.",
                  "Три вспышки — это термостат. Машине меньше двух лет?",
                  "Да, купили весной.", "Тогда ремонт бесплатный. Курьер заберёт её в четверг.")},
          {"en": "Thermostat of {product}, warranty repair.", "ru": "Термостат, {product}, гарантийный ремонт."},
          case="problem"),
    Story("repairs", "machine_setup", "resolved",
          {"en": "Setting up {product}", "ru": "Настройка: {product}"},
          {"en": ("How do I set the grind on {product}? The coffee runs through in ten seconds.",
                  "Two steps finer, {name}, and fill the basket up to the line. It should take 25 seconds.",
                  "23 seconds now, and it tastes right!", "Wonderful. Enjoy!"),
           "ru": ("Как настроить помол на {product}? Кофе пролетает за десять секунд.",
                  "На два деления мельче, {name}, и корзину заполняйте до черты. Должно выйти 25 секунд.",
                  "Уже 23 секунды, и вкус правильный!", "Прекрасно. Приятного кофе!")},
          {"en": "Grind setting explained.", "ru": "Объяснили настройку помола."}),
    Story("orders", "payment_problem", "resolved",
          {"en": "Payment for {order} is stuck", "ru": "Оплата {order} не проходит"},
          {"en": ("The code from the bank never came, my order {order} is stuck at payment.",
                  "I see it, {name}. I have sent you a new payment link by e-mail, it is valid for a day.",
                  "It worked. Thanks!", "Glad to hear it. The order goes out today."),
           "ru": ("Код из банка так и не пришёл, заказ {order} завис на оплате.",
                  "Вижу, {name}. Отправила вам на почту новую ссылку на оплату, она действует сутки.",
                  "Получилось. Спасибо!", "Отлично, заказ сегодня уедет.")},
          {"en": "New payment link sent for {order}.", "ru": "Отправили новую ссылку на оплату {order}."}),
    Story("support", "sale_interest", "follow_up",
          {"en": "Coffee for our office", "ru": "Кофе для офиса"},
          {"en": ("We are twelve people and look for a machine with beans by subscription. What do you offer?",
                  "For twelve I suggest {product} with 4 kg of beans a month. Shall I prepare an offer?",
                  "Yes please, with service included.", "You have it tomorrow by noon."),
           "ru": ("Нас двенадцать человек, ищем машину и подписку на зерно. Что предложите?",
                  "На двенадцать человек советую {product} и 4 кг зерна в месяц. Подготовить предложение?",
                  "Да, пожалуйста, и с обслуживанием.", "Пришлём завтра до полудня.")},
          {"en": "Office of twelve: machine and subscription.", "ru": "Офис на 12 человек: машина и подписка."},
          sale=True),
    Story("support", "question", "resolved",
          {"en": "A question about decaf", "ru": "Вопрос про кофе без кофеина"},
          {"en": ("Which of your decaf beans go well with milk?",
                  "The Huila decaf: caramel and nuts, it stays clear in milk.",
                  "Sounds good, I will order it."),
           "ru": ("Какое зерно без кофеина подойдёт к молоку?",
                  "«Уила» без кофеина: карамель и орех, в молоке не теряется.",
                  "Звучит вкусно, закажу.")},
          {"en": "Decaf with milk recommended.", "ru": "Посоветовали кофе без кофеина к молоку."}),
    Story("orders", "delivery_slot", "resolved",
          {"en": "Another delivery time for {order}", "ru": "Другое время доставки {order}"},
          {"en": ("Could {order} come after 18:00? I leave at noon.",
                  "Of course. The courier comes between 18:00 and 20:00.", "Perfect."),
           "ru": ("Можно доставку {order} после 18:00? Я уезжаю в полдень.",
                  "Конечно. Курьер приедет с 18:00 до 20:00.", "Идеально.")},
          {"en": "{order} moved to the evening.", "ru": "{order} перенесли на вечер."}),
    Story("support", "complaint", "escalated",
          {"en": "Second late delivery in a month", "ru": "Вторая поздняя доставка за месяц"},
          {"en": ("This is the second time {order} is late. I am not happy at all.",
                  "I understand, {name}, and I am sorry. I have passed it to my lead and cancelled the delivery fee.",
                  "Please make sure it does not happen again."),
           "ru": ("Уже второй раз {order} опаздывает. Я очень недоволен.",
                  "Понимаю вас, {name}, и прошу прощения. Передала руководителю и вернула плату за доставку.",
                  "Проследите, чтобы это не повторилось.")},
          {"en": "Second late delivery, fee returned, lead informed.", "ru": "Вторая задержка, вернули плату."},
          case="complaint"),
)

PRODUCTS = (
    ("ORB-64", {"en": "Orbit 64 grinder", "ru": "кофемолка Orbit 64"}, "459.00"),
    ("PICO-1", {"en": "Pico espresso machine", "ru": "кофемашина Pico"}, "389.00"),
    ("JUG-600", {"en": "Milk jug 600 ml", "ru": "питчер 600 мл"}, "31.00"),
    ("HB-1000", {"en": "House blend 1 kg", "ru": "смесь House 1 кг"}, "29.00"),
    ("HUILA-D", {"en": "Huila decaf 500 g", "ru": "Уила без кофеина 500 г"}, "17.50"),
    ("SCALE-2", {"en": "Timer scale", "ru": "весы с таймером"}, "64.00"),
    ("DRIP-5", {"en": "Dripper set", "ru": "набор для пуровера"}, "42.00"),
)
MACHINES = PRODUCTS[:2]  # what can be repaired, set up, and stand in an office
ABOUT_MACHINES = ("machine_repair", "machine_setup", "sale_interest")
CAMPAIGNS = (("Autumn service week", "email"), ("Grinder launch", "sms"), ("Descale reminder", "email"),
             ("Subscription trial", "email"))


def product(story: Story, drawn: int) -> dict[str, str]:
    """A product that a story can be about, by language; `drawn` is its place among all products."""
    chosen = MACHINES[drawn % len(MACHINES)] if story.disposition in ABOUT_MACHINES else PRODUCTS[drawn]
    return chosen[1]
