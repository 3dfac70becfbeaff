"""What a password must be, where Django has no Chinese for it."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LengthValidator(MinimumLengthValidator):
    """Django's check of the length in Chinese: its catalogue lacks these two sentences."""

    def get_error_message(self) -> str:
        """Said of a password that is too short."""
        return f"密码太短，至少{self.min_length}个字符。"

    def get_help_text(self) -> str:
        """Said before."""
        return f"密码至少{self.min_length}个字符。"
