"""The team and the names customers are made of."""

from __future__ import annotations

from hub.demo.values import DemoAgent

TEAM = (
    DemoAgent("Dana Whitlock", "dana@fernhill.example", ("agent",), "en", "support",
              {"support": 8, "orders": 6}, {"english": 10, "russian": 6}),
    DemoAgent("Priya Raman", "priya@fernhill.example", ("agent",), "en", "support",
              {"support": 8, "orders": 4, "repairs": 3}, {"english": 10, "repair": 2}),
    DemoAgent("Олег Тарин", "oleg@fernhill.example", ("agent",), "ru", "orders",
              {"orders": 8, "support": 5}, {"russian": 10, "english": 5}),
    DemoAgent("Марта Лис", "marta@fernhill.example", ("agent",), "ru", "repairs",
              {"repairs": 9, "support": 4}, {"russian": 10, "repair": 8}),
    DemoAgent("Aline Moreau", "aline@fernhill.example", ("supervisor",), "en", "support",
              {"support": 3, "orders": 3, "repairs": 3}, {"english": 10, "russian": 4, "repair": 5}),
    DemoAgent("Noah Stern", "admin@fernhill.example", ("admin",), "en", "office", {}, {"english": 10}),
)

# Scripted colleagues, who keep the floor alive: queues prefer everybody else.
COLLEAGUES = (
    DemoAgent("Ravi Menon", "ravi@fernhill.example", ("agent",), "en", "support",
              {"support": 2, "orders": 1}, {"english": 9}),
    DemoAgent("Софья Ким", "sofya@fernhill.example", ("agent",), "ru", "support",
              {"support": 2, "orders": 1, "repairs": 1}, {"russian": 10, "english": 4, "repair": 3}),
    DemoAgent("Tomasz Wolny", "tomasz@fernhill.example", ("agent",), "en", "orders",
              {"orders": 2, "support": 1}, {"english": 8, "russian": 5}),
    DemoAgent("Лейла Азизова", "leila@fernhill.example", ("agent",), "ru", "repairs",
              {"repairs": 2, "orders": 1}, {"russian": 10, "repair": 6}),
)

RU_GIVEN_F = ("Марина", "Елена", "Анна", "Ольга", "Дарья", "Светлана", "Ирина", "Алёна", "Полина", "Гульнара", "Вера",
              "Юлия", "Ксения", "Надежда", "Татьяна")
RU_GIVEN_M = ("Алексей", "Сергей", "Пётр", "Ильдар", "Дмитрий", "Фёдор", "Артём", "Михаил", "Тимур", "Семён", "Кирилл",
              "Роман", "Глеб", "Николай", "Игорь")
RU_FAMILY = ("Ковалёв", "Громов", "Сафин", "Данилин", "Крюков", "Белов", "Журавлёв", "Зимин", "Королёв", "Лапин",
             "Мельников", "Носов", "Орлов", "Панин", "Рогов", "Соколов", "Титов", "Ушаков", "Фомин", "Чернов",
             "Шубин", "Щукин", "Яшин", "Воронцов", "Голубев")
EN_GIVEN = ("Jonas", "Harriet", "Lucía", "Tomas", "Gwen", "Noor", "Ella", "Liam", "Amara", "Felix", "Ines", "Marcus",
            "Sofia", "Owen", "Hana", "Theo", "Clara", "Yusuf", "Freya", "Oscar", "Leila", "Hugo", "Nadia", "Ruben")
EN_FAMILY = ("Weber", "Osei", "Ferrer", "Lind", "Abara", "Haddad", "Novak", "Byrne", "Costa", "Dahl", "Egan", "Fischer",
             "Grant", "Hughes", "Ivers", "Jensen", "Keller", "Larsen", "Meyer", "Nolan", "Olsen", "Petit", "Quinn",
             "Ross", "Silva")
RU_FIRMS = ("ООО «Зерно и Ко»", "ООО «Утро»", "АО «Северный дом»", "ИП Лебедев", "ООО «Кофе на углу»")
EN_FIRMS = ("Harbour Bakery Ltd", "Blue Door Café", "Weber & Sons GmbH", "Northside Hotel", "Studio Kiln")
RU_PLACES = (("Москва", "Europe/Moscow"), ("Санкт-Петербург", "Europe/Moscow"), ("Екатеринбург", "Asia/Yekaterinburg"),
             ("Новосибирск", "Asia/Novosibirsk"), ("Казань", "Europe/Moscow"), ("Владивосток", "Asia/Vladivostok"),
             ("Калининград", "Europe/Kaliningrad"))
EN_PLACES = (("Berlin", "Europe/Berlin"), ("Dublin", "Europe/Dublin"), ("Lisbon", "Europe/Lisbon"),
             ("London", "Europe/London"), ("Ottawa", "America/Toronto"), ("Oslo", "Europe/Oslo"))

LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
                 ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t",
                  "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"), strict=True))


def latin(text: str) -> str:
    """Cyrillic in Latin letters, for addresses."""
    spelt = "".join(LATIN.get(letter, letter) for letter in text.lower())
    return "".join(letter for letter in spelt if letter.isascii() and letter.isalnum())
