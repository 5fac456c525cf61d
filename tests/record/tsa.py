"""A time-stamping authority of one's own for tests: the `openssl ts` program, asked in this process or over a tiny HTTP server on loopback."""

import contextlib
import http.server
import pathlib
import shutil
import subprocess
import threading
from collections.abc import Iterator

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = test
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[signer]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = ours
[ours]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
OPENSSL = shutil.which("openssl")


class Authority:
    """An authority with a root and a signer of its own in a folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "openssl.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config openssl.cnf"
        self._run(f"req -x509 {key} -extensions root -subj /CN=root -days 30 -keyout root.key -out root.pem")
        self._run(f"req {key} -subj /CN=tsa -keyout signer.key -out signer.csr")
        self._run(
            "x509 -req -in signer.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile openssl.cnf -extensions signer -out signer.pem"
        )

    @property
    def root(self) -> pathlib.Path:
        return self.folder / "root.pem"

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        self._run("ts -reply -config openssl.cnf -section ours -queryfile query -out answer")
        return (self.folder / "answer").read_bytes()

    def _run(self, command: str) -> None:
        assert OPENSSL
        subprocess.run([OPENSSL, *command.split()], cwd=self.folder, check=True, capture_output=True)


@contextlib.contextmanager
def over_http(authority: Authority) -> Iterator[str]:
    """The authority's address while inside."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            told = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
