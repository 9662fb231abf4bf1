# SPDX-License-Identifier: Apache-2.0
"""Checks a request's AWS signature, version 4, from AWS's own description of the algorithm."""

import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, urlsplit

SECRETS = {"AKIDTEST": "a-secret/with+signs"}


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def problem(method, path, headers, body):
    """What is wrong with the signature; None where it is right."""
    pattern = r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})"
    match = re.fullmatch(pattern, headers.get("Authorization", ""))
    if not match:
        return "no signature"
    key_id, day, region, service, names, signature = match.groups()
    if key_id not in SECRETS:
        return "unknown key"
    if service != "elasticloadbalancing":
        return f"signed for {service}"
    if "host" not in names.split(";") or not headers.get("X-Amz-Date", "").startswith(day):
        return "host or date not signed"
    if headers.get("X-Amz-Security-Token") and "x-amz-security-token" not in names.split(";"):
        return "session token not signed"
    url = urlsplit(path)
    query = "&".join(sorted(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in parse_qsl(url.query, keep_blank_values=True)))
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names.split(";"))
    canonical = "\n".join([method, quote(url.path, safe="/-_.~"), query, lines, names, hashlib.sha256(body).hexdigest()])
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", headers["X-Amz-Date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    secret = sign(("AWS4" + SECRETS[key_id]).encode(), day)
    for part in (region, service, "aws4_request"):
        secret = sign(secret, part)
    right = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(right, signature) else "the signature does not match"
