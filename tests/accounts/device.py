"""A device with passkeys, as a browser would ask it, in a few lines."""

import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Device:
    """Answers the question of a page, as what the page's form posts. ``verifies`` is whether it
    asks for a finger or a PIN.
    """

    def __init__(self, origin="https://testserver", *, verifies=True):
        self.origin, self.rp = origin, origin.partition("://")[2]
        self.key, self.number = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.counter, self.step = 0, 1
        self.flags = PRESENT_AND_VERIFIED if verifies else AuthenticatorData.FLAG.UP

    def makes(self, question: dict) -> str:
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.number, public)
        data = self._data(self.flags | AuthenticatorData.FLAG.AT, credential)
        attestation = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, question)
        return self._answer(client, attestationObject=attestation)

    def answers(self, question: dict) -> str:
        self.counter += self.step
        client = self._client(CollectedClientData.TYPE.GET, question)
        data = self._data(self.flags)
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=data, signature=signature)

    def _data(self, flags, credential=b""):
        return AuthenticatorData.create(sha256(self.rp.encode()), flags, self.counter, credential)

    def _client(self, kind, question: dict):
        challenge = question["publicKey"]["challenge"]
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, client, **parts: bytes) -> str:
        number = websafe_encode(self.number)
        response = {name: websafe_encode(part) for name, part in parts.items()}
        response["clientDataJSON"] = websafe_encode(client)
        answer = {"id": number, "rawId": number, "type": "public-key", "response": response}
        return json.dumps(answer | {"clientExtensionResults": {}})
