"""The citizen's identity number (公民身份号码, GB 11643): one spelling, its checks, and what it
tells.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from localflavor.cn.forms import CNIDCardField

from config.kit import mask as mask
from config.kit import plain


class Sex(TextChoices):
    """As the identity number tells it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


_CHECK = CNIDCardField(
    min_length=18,
    error_messages={
        "invalid": "公民身份号码应为18位。",
        "min_length": "公民身份号码应为18位。",
        "max_length": "公民身份号码应为18位。",
        "checksum": "公民身份号码的校验码不对，请核对。",
        "birthday": "公民身份号码中的出生日期不存在。",
        "location": "公民身份号码的前两位不是行政区划代码。",
    },
)


def normalise(number: str) -> str:
    """Half-width digits, no white space, nothing that cannot be seen, capital X."""
    return "".join(plain(number).split()).upper()


def check(number: str) -> str:
    """The number in its one spelling.

    Raises ValidationError, in Chinese, for a number that is not 18 characters long, has an
    impossible date, an unknown area or a wrong check digit.
    """
    normal = normalise(number)
    if len(normal) != 18 or not (normal[:17].isascii() and normal[:17].isdigit()):
        raise ValidationError(_CHECK.error_messages["invalid"], code="invalid")
    return str(_CHECK.clean(normal))


def birth_on(number: str) -> date:
    """The day of birth in a checked number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> Sex:
    """The sex in a checked number: the last digit but one is odd for men."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def compose(*, area: str, birth_on: date, serial: int) -> str:
    """A number with its check digit: six digits of area, the day of birth, a serial of three (odd:
    male).

    For synthetic persons of demo and tests.
    """
    digits = f"{area}{birth_on:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        digits
        + "10X98765432"[
            sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11
        ]
    )
