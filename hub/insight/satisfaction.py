"""What customers say: CSAT, NPS, CES, each with how sure it is, and how many answered at all.

Sources: F. Reichheld, The One Number You Need to Grow, HBR 12/2003 (NPS: 9-10 less 0-6 on 0..10); its variance
p + d - (p - d)^2 is that of a draw of +1, 0, -1; M. Dixon et al., The Effortless Experience (2013) (CES 2.0, agreement
1..7); CSAT as the top two of five with E. B. Wilson's interval (1927). ISO 10004 (satisfaction) is cited, not claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from hub.core.figures import Rated
from hub.insight.measure import UNKNOWN, Z95, Measure, share

Answers = Mapping[int, int]  # score -> how many


def csat(rated: Rated) -> Measure:
    """The share of ratings of 4 or 5 of 5."""
    return share(rated.four + rated.five, rated.count)


def mean_rating(rated: Rated) -> Measure:
    """The mean of the ratings."""
    total = rated.one + 2 * rated.two + 3 * rated.three + 4 * rated.four + 5 * rated.five
    return Measure(total / rated.count, rated.count) if rated.count else UNKNOWN


def nps(answers: Answers) -> Measure:
    """Promoters (9, 10) less detractors (0 to 6) of 0..10, in points from -100 to 100, with its margin at 95 %."""
    number = sum(answers.values())
    if not number:
        return UNKNOWN
    promoters = sum(count for score, count in answers.items() if score >= 9) / number
    detractors = sum(count for score, count in answers.items() if score <= 6) / number
    value = promoters - detractors
    margin = Z95 * sqrt((promoters + detractors - value * value) / number)
    return Measure(100 * value, number, max(-100.0, 100 * (value - margin)), min(100.0, 100 * (value + margin)))


def ces(answers: Answers) -> Measure:
    """CES 2.0: the mean agreement, 1..7."""
    number = sum(answers.values())
    return Measure(sum(score * count for score, count in answers.items()) / number, number) if number else UNKNOWN


def ces_net(answers: Answers) -> Measure:
    """Who found it easy (6, 7) less who did not (1 to 3), in points from -100 to 100."""
    number = sum(answers.values())
    if not number:
        return UNKNOWN
    easy = sum(count for score, count in answers.items() if score >= 6)
    hard = sum(count for score, count in answers.items() if score <= 3)
    return Measure(100 * (easy - hard) / number, number)


def response_rate(rated: Rated, asked: int) -> Measure:
    """Ratings / those who could have given one. More ratings than work (of the day before) is told as 1."""
    return share(min(rated.count, asked), asked)
