#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A web server with every fault that a fetcher meets, on loopback, with a CA made on the spot.

server.py FOLDER: writes keys, certificates and a request log into FOLDER, prints one line of JSON that says where it listens,
and ends when its standard input does. Requests name a key, then a behaviour: /k/KEY/BEHAVIOUR/…; the key tells tests apart.
"""

import base64
import gzip
import hashlib
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import signatures

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {"json": "application/json", "csv": "text/csv", "txt": "text/plain", "html": "text/html; charset=utf-8", "xml": "text/xml"}
MODIFIED = "Fri, 20 Nov 2026 15:33:07 GMT"
seen = {}
lock = threading.Lock()


def document(name):
    with open(os.path.join(HERE, "documents", os.path.basename(name)), "rb") as file:
        return file.read(), TYPES[name.rsplit(".", 1)[-1]]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.serve(body)

    def do_GET(self):
        self.serve(b"")

    def serve(self, body):
        parts = [unquote(part) for part in urlsplit(self.path).path.split("/")[1:]]
        if len(parts) < 3 or parts[0] != "k":
            return self.answer(404, b"no such page", "text/plain")
        key, behaviour, rest = parts[1], parts[2], parts[3:]
        with lock:
            self.count = seen[key] = seen.get(key, 0) + 1
            with open(os.path.join(sys.argv[1], "requests.log"), "a", encoding="utf-8") as log:
                headers = {name.lower(): value for name, value in self.headers.items()}
                log.write(json.dumps({"key": key, "path": self.path, "headers": headers, "body": body.decode()}) + "\n")
        self.key = key
        try:
            getattr(self, "be_" + behaviour.replace("-", "_"))(rest, body)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def answer(self, status, body, kind, headers=(), length=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self):
        self.close_connection = True
        self.wfile.flush()

    def wait_for_client(self):
        """Until the client goes away; never longer than a test may take."""
        self.connection.settimeout(10)
        try:
            self.connection.recv(1)
        except OSError:
            pass
        self.hang_up()

    # Good answers

    def be_ok(self, rest, _):
        body, kind = document(rest[0])
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.send_header("ETag", etag)
            return self.end_headers()
        headers = [("ETag", etag), ("Last-Modified", MODIFIED)]
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        self.answer(200, body, kind, headers)

    def be_plain(self, rest, _):
        self.answer(200, *document(rest[0]))

    def be_dated(self, rest, _):
        """Validates by date alone."""
        if self.headers.get("If-Modified-Since") == MODIFIED:
            self.send_response(304)
            return self.end_headers()
        self.answer(200, *document(rest[0]), [("Last-Modified", MODIFIED)])

    def be_sequence(self, rest, _):
        """One document after the other, the last one again and again."""
        self.answer(200, *document(rest[min(self.count, len(rest)) - 1]))

    def be_digest(self, rest, _):
        body, kind = document(rest[0])
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        self.answer(200, body, kind, [("Content-Digest", f"sha-512=:AAAA:, sha-256=:{digest}:")])

    # Limits

    def be_slow(self, rest, _):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)
        self.hang_up()

    def be_stall(self, rest, _):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"prefixes": [')
        self.wfile.flush()
        self.wait_for_client()

    def be_silent(self, rest, _):
        self.wait_for_client()

    def be_endless(self, rest, _):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(4096):
            self.wfile.write(b" " * 65536)
        self.hang_up()

    def be_announced(self, rest, _):
        self.answer(200, b"{", "application/json", length=10**12)
        self.hang_up()

    def be_bomb(self, rest, _):
        self.answer(200, gzip.compress(b" " * (8 << 20)), "application/json", [("Content-Encoding", "gzip")])

    # Damage

    def be_cut(self, rest, _):
        body, kind = document(rest[0])
        self.answer(200, body[: len(body) // 2], kind, length=len(body))
        self.hang_up()

    def be_long(self, rest, _):
        """Announces less than it sends."""
        body, kind = document(rest[0])
        self.answer(200, body, kind, [("Connection", "close")], length=len(body) // 2)
        self.hang_up()

    def be_chunked_cut(self, rest, _):
        body, kind = document(rest[0])
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        self.hang_up()

    def be_wrong_digest(self, rest, _):
        body, kind = document(rest[0])
        digest = base64.b64encode(hashlib.sha256(b"another").digest()).decode()
        self.answer(200, body, kind, [("Content-Digest", f"sha-256=:{digest}:")])

    def be_wrong_checksum(self, rest, _):
        """Compressed, with the checksum at the end of the stream spoiled."""
        body, kind = document(rest[0])
        packed = bytearray(gzip.compress(body))
        packed[-8] ^= 0xFF
        self.answer(200, bytes(packed), kind, [("Content-Encoding", "gzip")])

    def be_portal(self, rest, _):
        self.answer(200, b"<html><body>Please log in to the guest network</body></html>", "text/html")

    def be_drop(self, rest, _):
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    # Redirects

    def be_loop(self, rest, _):
        self.redirect(self.path)

    def be_hops(self, rest, _):
        left = int(rest[0])
        self.redirect(f"/k/{self.key}/hops/{left - 1}/{rest[1]}" if left > 1 else f"/k/{self.key}/plain/{rest[1]}")

    def be_to(self, rest, _):
        self.redirect(parse_qs(urlsplit(self.path).query)["url"][0])

    def redirect(self, target):
        self.answer(302, b"", "text/plain", [("Location", target)])

    # Trouble that passes

    def be_status(self, rest, _):
        """/status/CODE/TIMES/DOCUMENT: the error so many times, then the document."""
        if self.count <= int(rest[1]):
            return self.answer(int(rest[0]), b"trouble", "text/plain")
        self.answer(200, *document(rest[2]))

    def be_busy(self, rest, _):
        """/busy/RETRY-AFTER/TIMES/DOCUMENT"""
        if self.count <= int(rest[1]):
            return self.answer(429, b"later", "text/plain", [("Retry-After", rest[0])])
        self.answer(200, *document(rest[2]))

    # Sources that take more than one request

    def be_download_page(self, rest, _):
        origin = f"https://{self.headers['Host']}"
        page = document("azure-page.html")[0].decode().replace("ORIGIN", f"{origin}/k/{self.key}/ok")
        self.answer(200, page.encode(), "text/html; charset=utf-8")

    def be_retail(self, rest, _):
        page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        body = json.loads(document(f"azure-retail-{page}.json")[0])
        if body["NextPageLink"]:
            body["NextPageLink"] = f"https://{self.headers['Host']}/k/{self.key}/retail?page={page + 1}"
        self.answer(200, json.dumps(body).encode(), "application/json")

    def be_endless_pages(self, rest, _):
        link = f"https://{self.headers['Host']}/k/{self.key}/endless-pages?page={self.count}"
        self.answer(200, json.dumps({"Items": [], "NextPageLink": link}).encode(), "application/json")

    def be_stray_page(self, rest, _):
        link = "https://prices.example.com/api/retail/prices?page=2"
        self.answer(200, json.dumps({"Items": [], "NextPageLink": link}).encode(), "application/json")

    def be_limits(self, rest, body):
        """ELBv2, which checks the signature as AWS does; the second page comes for its marker."""
        problem = signatures.problem("POST", self.path, self.headers, body)
        if problem:
            return self.answer(403, f"<Error><Code>SignatureDoesNotMatch</Code><Message>{problem}</Message></Error>".encode(), "text/xml")
        page = "2" if b"Marker=page%202" in body else "1"
        self.answer(200, *document(f"aws-limits-{page}.xml"))


def openssl(*arguments, **options):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def make_authority(folder):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=Portolan Test CA",
            "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem")


def make_certificate(folder, name, alternatives, days):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{folder}/{name}.key",
            "-out", f"{folder}/{name}.csr")
    with open(f"{folder}/{name}.ext", "w", encoding="utf-8") as file:
        file.write(f"subjectAltName={alternatives}\n")
    openssl("x509", "-req", "-in", f"{folder}/{name}.csr", "-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-CAcreateserial", "-days", days,
            "-extfile", f"{folder}/{name}.ext", "-out", f"{folder}/{name}.pem")


def context(folder, name):
    result = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    result.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
    return result


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    tls = None

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread: a client that dawdles must not hold up the others.
        if self.tls:
            try:
                request.settimeout(10)
                request = self.tls.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError):
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        pass


def start(tls):
    server = Server(("127.0.0.1", 0), Handler)
    server.tls = tls
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main():
    folder = sys.argv[1]
    make_authority(folder)
    make_certificate(folder, "good", "IP:127.0.0.1,DNS:localhost", "2")
    make_certificate(folder, "expired", "IP:127.0.0.1,DNS:localhost", "-1")
    make_certificate(folder, "stranger", "DNS:other.example.com", "2")
    old = context(folder, "good")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    ports = {name: start(context(folder, name)) for name in ("good", "expired", "stranger")}
    ports.update(old=start(old), plain=start(None))
    print(json.dumps(ports), flush=True)
    sys.stdin.read()


main()
