"""AWS Lambda between Amazon EventBridge and hushd: signs each event by Standard Webhooks and posts it.

EventBridge's own API destinations cannot sign a body; this can. Python's standard library is all it needs. The handler is
`forwarder.handler`; its environment:

  HUSHD_URL          where the source listens, like https://hushd.example.com/events/genesys
  HUSHD_SECRET       whsec_…; two of them, separated by a blank, while one is being replaced
  HUSHD_SECRET_FILE  instead of HUSHD_SECRET: a file with the same in it
  HUSHD_CA_FILE      optional: the authority that signed hushd's certificate, when it is your own

Anything but a 2xx is raised, so that Lambda repeats the event and at last hands it to the function's failure destination.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import ssl
import time
import urllib.parse

# EventBridge's senders and hushd's callers give up after 5 s; whoever waits longer only delays the repeat.
TIMEOUT_SECONDS = 4.5


class ForwardingError(Exception):
    """hushd did not take the event; Lambda must repeat it."""


def handler(event, context):
    """Posts one event; returns hushd's answer."""
    # Serialised once: these very bytes are signed and sent.
    body = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    return post(setting("HUSHD_URL"), body, signed_headers(webhook_id(event, body), int(time.time()), body, keys()))


def webhook_id(event, body):
    """The same for every repeat of an event: EventBridge's id, or else a digest of the event."""
    identifier = event.get("id") if isinstance(event, dict) else None
    if isinstance(identifier, str) and identifier.isascii() and identifier.isprintable() and " " not in identifier and identifier:
        return identifier
    return "sha256-" + hashlib.sha256(body).hexdigest()


def signed_headers(identifier, timestamp, body, signing_keys):
    """The headers of Standard Webhooks, with one signature for each key."""
    content = f"{identifier}.{timestamp}.".encode() + body
    signatures = [base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in signing_keys]
    return {
        "content-type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join("v1," + signature for signature in signatures),
    }


def keys():
    """The signing keys: the bytes behind the base64 of each whsec_ secret."""
    text = os.environ.get("HUSHD_SECRET")
    if not text:
        with open(setting("HUSHD_SECRET_FILE", "HUSHD_SECRET or HUSHD_SECRET_FILE"), encoding="ascii") as file:
            text = file.read()
    found = [decoded(secret.removeprefix("whsec_")) for secret in text.split()]
    if not found:
        raise ForwardingError("the secret is empty")
    return found


def decoded(secret):
    try:
        return base64.b64decode(secret + "=" * (-len(secret) % 4), validate=True)
    except ValueError:
        # From nowhere: the original message could show the secret.
        raise ForwardingError("the secret is not whsec_ and base64") from None


def setting(name, shown=None):
    value = os.environ.get(name)
    if not value:
        raise ForwardingError(f"the function's environment has no {shown or name}")
    return value


def post(url, body, headers):
    """Posts without following redirects, and raises all but a 2xx."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    connection = connect(url)
    try:
        connection.connect()
        # The rest gets what the connection has left of the time.
        connection.sock.settimeout(max(deadline - time.monotonic(), 0.1))
        connection.request("POST", target(url), body, headers)
        response = connection.getresponse()
        answer = response.read(65536).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise ForwardingError(f"hushd did not answer: {error or type(error).__name__}") from error
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise ForwardingError(f"hushd answered {response.status}: {answer[:500]}")
    return {"status": response.status, "answer": answer}


def connect(url):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "http" and parts.hostname:
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    if parts.scheme == "https" and parts.hostname:
        context = ssl.create_default_context(cafile=os.environ.get("HUSHD_CA_FILE"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS, context=context)
    raise ForwardingError("HUSHD_URL is not an http or https URL")


def target(url):
    parts = urllib.parse.urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
