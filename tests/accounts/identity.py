"""A small OpenID provider on loopback: signs in whoever asks, and can be made to cheat."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "aidtrack", "a secret: of the client"
KEY_NAME = "first"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def new_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


KEY = new_key()


class Provider:
    """``claims`` replace those of the ID token, None leaves one out; ``sign`` makes the token.

    ``location`` is where each answer says to go on.
    """

    def __init__(self, host="127.0.0.1"):
        self.host = host
        self.claims, self.description, self.questions = {}, {}, []
        self.sign, self.location, self.key = self.signed, None, KEY
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    @property
    def issuer(self) -> str:
        return f"http://{self.host}:{self.server.server_port}/realm"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def handler(provider):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                answers = {
                    "/realm/.well-known/openid-configuration": provider.configuration,
                    "/realm/keys": provider.keys,
                }
                if self.path.startswith("/realm/authorize?"):
                    return self.lead_back(provider.authorize(self.path))
                self.answer(200, answers[self.path]())

            def lead_back(self, answer):
                """The browser, at once, as somebody who is signed in there."""
                self.send_response(302)
                self.send_header(
                    "Location", f"{provider.asked['redirect_uri']}?{urlencode(answer)}"
                )
                self.end_headers()

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                fields = dict(parse_qsl(self.rfile.read(length).decode()))
                self.answer(*provider.token(fields, self.headers.get("Authorization", "")))

            def answer(self, status, content):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if provider.location:
                    self.send_header("Location", provider.location)
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def log_message(self, *_args):
                pass

        return Handler

    def configuration(self) -> dict:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        places["jwks_uri"], places["end_session_endpoint"] = "keys", "end"
        addresses = {name: f"{self.issuer}/{place}" for name, place in places.items()}
        return {"issuer": self.issuer, **addresses, **self.description}

    def keys(self) -> dict:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": KEY_NAME, "use": "sig"}]}

    def authorize(self, address: str) -> dict:
        """What a browser brings back from the page that the address leads to."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return {"state": self.asked["state"], "code": "a code", "iss": self.issuer}

    def token(self, fields: dict, authorization: str):
        """Refuses a wrong secret, code, return address or verifier."""
        challenge = sha256(fields["code_verifier"].encode()).digest()
        client = b64decode(authorization.removeprefix("Basic ")).decode()
        right = (
            client == "aidtrack:a%20secret%3A%20of%20the%20client"
            and fields["code"] == "a code"
            and fields["redirect_uri"] == self.asked["redirect_uri"]
            and urlsafe_b64encode(challenge).decode().rstrip("=") == self.asked["code_challenge"]
        )
        return (200, {"id_token": self.sign(self.payload())}) if right else (400, {})

    def payload(self) -> dict:
        claims = {
            "iss": self.issuer,
            "sub": "248289761001",
            "aud": CLIENT,
            "exp": int(time.time()) + 60,
            "iat": int(time.time()),
            "nonce": self.asked["nonce"],
            "preferred_username": "adili",
            **self.claims,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, payload: dict, key=KEY, algorithm="RS256", name=KEY_NAME, **headers) -> str:
        headers = {"kid": name, **headers}
        return jwt.encode(payload, key, algorithm=algorithm, headers=headers)

    def logout_token(self, *, key=KEY, typ="logout+jwt", **claims) -> str:
        """Of somebody who signed out there; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": uuid4().hex,
            "events": {LOGOUT_EVENT: {}},
            **claims,
        }
        payload = {name: value for name, value in claims.items() if value is not None}
        return self.signed(payload, key, typ=typ)
