"""What every screen is asked in every look: nothing cut off or covered, one language, no raw codes, axe content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.running import ROOT

AXE = ROOT / "agent_ui" / "node_modules" / "axe-core" / "axe.min.js"
MOST_BYTES = 250_000

ENGLISH = (
    "Send|Save|Cancel|Close|Search|Wrap up|Transfer|Snooze|Accept|Decline|Today|Yesterday|Tomorrow|Waiting|Queued?|"
    "Queues|Settings|Customers?|Available|Away|Offline|Note|Case|Cases|Callbacks?|Opportunity|Opportunities|Orders|"
    "Active|Snoozed|My work|Value|Previous|Summary|Result|Resolved|Disposition|Next step|Owner|Status|Due|Amount|"
    "Stage|Language|Theme|Password|Sign in|Sign out|Show more|Loading|Unknown|Undo|Attach|Reply|Channel|E-mail|Chat|"
    "Phone|Agents?|Longest|Target|Nothing|Nobody|Open now|Website visit|Web chat visitor|seconds?|minutes?|hours?|min"
)
RUSSIAN = (
    "Отправить|Сохранить|Отмена|Закрыть|Поиск|Завершить|Перевести|Отложить|Принять|Отклонить|Сегодня|Вчера|Завтра|"
    "Ждём|Очередь|Очереди|Настройки|Клиенты|На линии|Перерыв|Заметка|Обращение|Обращения|Перезвон|Сделки|Заказы|"
    "Активные|Отложенные|Моя работа|Ценность|Итог|Результат|Владелец|Состояние|Язык|Пароль|Войти|Выйти|Почта|Чат|"
    "Телефон|Агент|Ничего|Никто|Открыто|Посетитель чата"
)
FOREIGN = {"ru": re.compile(rf"\b(?:{ENGLISH})\b"), "en": re.compile(rf"\b(?:{RUSSIAN})\b")}
RAW = re.compile(r"\bv?[0-9a-f]{16,}\b|\b(?:undefined|NaN|null)\b|\[object |\b[a-z]+(?:_[a-z]+)+\b|\b\w+\.words\.\w+")

# The words of the interface, the people's own left out: what they wrote, what they are called, what the firm sells.
WORDS = """(own) => {
  const said = [];
  const seen = (el) => el.getClientRects().length > 0 && !el.closest("[hidden]");
  const theirs = (el) => el.closest(own) !== null || (el.closest("[lang]") !== document.documentElement);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, el = node.parentElement;
    if (el === null || /^(SCRIPT|STYLE|TEXTAREA)$/.test(el.tagName) || !node.textContent.trim() || !seen(el)) continue;
    if (el.closest("code")) continue;  // the name of a test or a file is meant to be read as it is
    said.push([theirs(el), node.textContent.trim()]);
  }
  for (const el of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (!seen(el)) continue;
    for (const name of ["aria-label", "title", "placeholder"])
      if (el.getAttribute(name)) said.push([theirs(el), el.getAttribute(name)]);
  }
  return said;
}"""
OWN = ("[data-testid=line], [data-testid=work-row] .nm, [data-testid=work-row] .sn, .who .name, .case-chip, .sn, "
       "[data-their-words]")

LAYOUT = """(modal) => {
  const faults = [];
  const html = document.documentElement;
  if (html.scrollWidth > html.clientWidth) faults.push(`the page scrolls sideways: ${html.scrollWidth}`);
  const shown = (el) => { const r = el.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && getComputedStyle(el).visibility !== "hidden"; };
  const label = (el) => `${el.tagName.toLowerCase()}.${el.className?.baseVal ?? el.className}`
    + ` "${el.textContent.trim().slice(0, 40)}"`;
  const clipped = (el) => { for (let at = el.parentElement; at; at = at.parentElement)
    if (getComputedStyle(at).overflowX !== "visible" && at !== document.body) return true; return false; };
  for (const el of document.querySelectorAll("body *")) {
    if (!shown(el) || el.closest(".sr, svg, iframe")) continue;
    const box = el.getBoundingClientRect();
    if (box.right > innerWidth + 1 && !clipped(el)) faults.push(`beyond the right edge: ${label(el)}`);
    if (!/^(BUTTON|A|LABEL|H1|H2|H3|TH)$/.test(el.tagName)) continue;
    if (el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).overflowX !== "visible"
        && getComputedStyle(el).textOverflow !== "ellipsis" && el.clientWidth > 0)
      faults.push(`cut off: ${label(el)} ${el.scrollWidth} > ${el.clientWidth}`);
  }
  const composer = document.querySelector("[data-testid=composer-text]")?.closest(".cmp");
  if (composer && !modal) {
    const r = composer.getBoundingClientRect();
    if (r.bottom > innerHeight + 1) faults.push("the composer is below the window");
    for (const x of [0.02, 0.25, 0.5, 0.75, 0.98]) for (const y of [0.1, 0.5, 0.9]) {
      const top = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
      if (top && !composer.contains(top)) faults.push(`over the composer: ${label(top)}`);
    }
  }
  return [...new Set(faults)];
}"""

CONTENT = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], elementRef: false });
  return found.violations.filter((one) => one.impact === "serious" || one.impact === "critical").flatMap((one) =>
    one.nodes.slice(0, 4).map((node) => `${one.id}: ${node.target.join(" ")} ${(node.any[0]?.message ?? "")}`));
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at a screen. `deep` also asks axe, which takes its time."""

    theme: str
    width: int
    height: int
    deep: bool


# A theme moves nothing, so each language is asked once at each width; all looks are taken where pictures are kept.
LOOKS = {
    "en": (Look("light", 1440, 900, True), Look("dark", 1280, 720, False)),
    "ru": (Look("dark", 1280, 720, True), Look("light", 1440, 900, False)),
}
MORE_LOOKS = {
    "en": (Look("dark", 1440, 900, False), Look("light", 1280, 720, False)),
    "ru": (Look("light", 1280, 720, False), Look("dark", 1440, 900, False)),
}


@dataclass(slots=True)
class Gallery:
    """Looks at screens, keeps what is wrong, and pictures when there is a folder to put them."""

    folder: Path | None
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Hear the browser's console; a page cut off on purpose may say that it cannot reach the hub."""
        page.on("console", lambda line: self.said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    async def show(self, page: Page, name: str, language: str, *, modal: str = "") -> None:
        """Ask one screen everything in its looks. `modal` names what may lie over the composer."""
        assert await page.evaluate("document.documentElement.lang") == language
        await self._words(page, name, language)
        for look in LOOKS[language] + (() if self.folder is None else MORE_LOOKS[language]):
            await page.set_viewport_size({"width": look.width, "height": look.height})
            await page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", look.theme)
            where = f"{name} {language} {look.theme} {look.width}"
            self.faults += [f"{where}: {fault}" for fault in await page.evaluate(LAYOUT, modal)]
            if look.deep:
                self.faults += [f"{where}: {fault}" for fault in await self._axe(page)]
            if self.folder is not None:
                target = self.folder / f"{name}-{look.theme}-{language}-{look.width}.png"
                await page.screenshot(path=target, animations="disabled")
        await page.set_viewport_size({"width": 1440, "height": 900})
        self.faults += [f"{name} {language}: the browser said {line}" for line in self.said]
        self.said.clear()

    async def _words(self, page: Page, name: str, language: str) -> None:
        said: list[tuple[bool, str]] = await page.evaluate(WORDS, OWN)
        for theirs, text in said:
            if found := RAW.search(text):
                self.faults.append(f"{name} {language}: raw {found[0]!r} in {text[:80]!r}")
            if not theirs and (found := FOREIGN[language].search(text)):
                self.faults.append(f"{name} {language}: {found[0]!r} in {text[:80]!r}")

    async def _axe(self, page: Page) -> list[str]:
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(AXE.read_text("utf-8"))
        found: Any = await page.evaluate(CONTENT)
        return [str(one) for one in found]


def gallery_of(folder: str | None) -> Gallery:
    """A gallery that keeps its pictures in this folder, or none."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Gallery(Path(folder) if folder else None)


async def speak(page: Page, language: str) -> None:
    """The agent's own setting, as the menu writes it; a call goes on over it."""
    await page.evaluate(
        "language => fetch('/api/me', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-Rapport': '1'},"
        " body: JSON.stringify({language})})", language)
    await page.reload()
    await expect(page.locator(f"html[lang={language}]")).to_be_attached()


async def settled(page: Page) -> None:
    """Nothing is being fetched any more."""
    if await page.locator("input[type=password]").count() == 0:
        await expect(page.locator("button.pres")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await page.evaluate("document.fonts.ready")
