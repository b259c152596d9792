"""The secret of a second factor as it is stored: nobody reads it from the database or a backup."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings


class SecondFactorKeeping(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken where the key of the program is another by now."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = sha256(b"aidtrack second factor " + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
