"""Reading TOML tables into typed values, collecting every fault with its file, key and remedy. No policy lives here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in the configuration."""

    file: str
    key: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.remedy}"


class ConfigurationError(Exception):
    """The configuration has mistakes; all of them are in `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def load(path: Path, faults: list[Fault]) -> dict[str, Any]:
    """The file's tables; {} and a fault when it is missing or is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(path.name, "(file)", f"is missing; create {path} from the example of that name"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, "(file)", f"is not valid TOML: {error}"))
    return {}


class Section:
    """One TOML table being read. Every `take` names the key it wants; what nobody took is a fault in `done`."""

    def __init__(self, file: str, path: str, values: Any, faults: list[Fault]) -> None:
        self.file, self.path, self.faults = file, path, faults
        self._taken: set[str] = set()
        self._values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.fault("", "must be a table")

    def fault(self, key: str, remedy: str) -> None:
        """Note a mistake at `key` of this table."""
        name = ".".join(part for part in (self.path, key) if part)
        self.faults.append(Fault(self.file, name, remedy))

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        return key in self._values

    def take(self, key: str) -> Any:
        """The raw value, None when absent."""
        self._taken.add(key)
        return self._values.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required when there is no default."""
        value = self.take(key)
        if value is None:
            if default is None:
                self.fault(key, "is required; give a text in quotes")
            return default or ""
        if not isinstance(value, str):
            self.fault(key, f"must be a text in quotes, not {value!r}")
            return default or ""
        return value

    def number(self, key: str, default: int, least: int = 0, most: int = 10**9) -> int:
        """A whole number within [least, most]."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(key, f"must be a whole number from {least} to {most}, not {value!r}")
            return default
        return value

    def flag(self, key: str, default: str = "no") -> bool:
        """true or false."""
        value = self.take(key)
        if value is None:
            return default == "yes"
        if not isinstance(value, bool):
            self.fault(key, f"must be true or false, not {value!r}")
            return default == "yes"
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """One of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            self.fault(key, f"must be one of {', '.join(allowed)}, not {value!r}")
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, () when absent."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(key, 'must be a list of texts, like ["a", "b"]')
            return ()
        return tuple(value)

    def names(self, key: str, languages: tuple[str, ...]) -> dict[str, str]:
        """A text in each language: {en = "...", ru = "..."}, or one text for all."""
        value = self.take(key)
        if isinstance(value, str):
            return dict.fromkeys(languages, value)
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self.fault(key, 'must give a text for each language, like {en = "Orders", ru = "Заказы"}')
            return dict.fromkeys(languages, key)
        lacking = [language for language in languages if language not in value]
        if lacking:
            self.fault(key, f"lacks a text for {', '.join(lacking)}")
        return {language: value.get(language, next(iter(value.values()), "")) for language in languages}

    def numbers(self, key: str) -> dict[str, int]:
        """A table of whole numbers, {} when absent."""
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(type(item) is int for item in value.values()):
            self.fault(key, "must be a table of whole numbers, like {russian = 5}")
            return {}
        return dict(value)

    def sections(self, key: str) -> dict[str, Section]:
        """The sub-tables by name."""
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(key, "must be a table of tables")
            return {}
        path = ".".join(part for part in (self.path, key) if part)
        return {name: Section(self.file, f"{path}.{name}", item, self.faults) for name, item in value.items()}

    def rows(self, key: str) -> list[Section]:
        """A list of tables, [] when absent."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, "must be a list of tables")
            return []
        path = ".".join(part for part in (self.path, key) if part)
        return [Section(self.file, f"{path}[{i}]", item, self.faults) for i, item in enumerate(value)]

    def known(self, keys: Iterable[str]) -> None:
        """These keys are settings here, whether they stand there or not."""
        self._taken.update(keys)

    def done(self) -> None:
        """Report keys nobody knows: most are misspelt."""
        for key in self._values:
            if key not in self._taken:
                self.fault(key, f"is not a setting; known here: {', '.join(sorted(self._taken)) or 'none'}")


def span(text: str) -> tuple[time, time]:
    """"09:00-18:00" as two times; "24:00" is the end of the day. Raises ValueError."""
    begin, _, end = text.partition("-")
    first = time.fromisoformat(begin.strip())
    last = time.max if end.strip() == "24:00" else time.fromisoformat(end.strip())
    if last <= first:
        raise ValueError("the end must come after the beginning")
    return first, last


def day(text: str) -> date:
    """An ISO date. Raises ValueError."""
    return date.fromisoformat(text)
