"""What lies in deploy/, tried with nginx and systemd: slow and half-open connections leave the register answering."""

import datetime
import http.client
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from exchange.workbooks.incoming.files import MOST_BYTES
from tests.processes import ROOT, environment, until

pytestmark = pytest.mark.any_database

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
SYSTEMD = shutil.which("systemd-analyze")
HALF_OPEN = 300
AT_ONCE = 5  # seconds within which somebody else is answered meanwhile
MAIN = """
daemon off;
pid {place}/nginx.pid;
error_log {place}/error.log;
worker_processes 2;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/register.conf;
}}
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def make_certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "register.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    (folder / "register.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "register.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


class Site:
    """The web as its systemd unit starts it, behind nginx with the file of deploy/."""

    def __init__(self, place, started):
        self.place, self.web_port, self.port, self.plain_port = place, free_port(), free_port(), free_port()
        [line] = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "riskcontrol-web.service").read_text(), re.M)
        options = shlex.split(line.replace("127.0.0.1:8000", f"127.0.0.1:{self.web_port}"))[1:]
        own = environment() | {"RISKCONTROL_DEMO": "1", "SECURE_SITE": "1", "ALLOWED_HOSTS": "register.example"}
        web = subprocess.Popen([sys.executable, "-m", "gunicorn", *options], cwd=ROOT, env=own)
        started.callback(web.wait)
        started.callback(web.terminate)
        make_certificate(place)
        (place / "register.conf").write_text(self.configuration())
        (place / "nginx.conf").write_text(MAIN.format(place=place))
        self.command = [NGINX, "-c", str(place / "nginx.conf"), "-e", str(place / "error.log")]
        tried = subprocess.run([*self.command, "-t"], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        proxy = subprocess.Popen(self.command)
        started.callback(proxy.wait)
        started.callback(proxy.terminate)
        until("the site answers", lambda: self.ask() == 200, 120)

    def configuration(self):
        text = (DEPLOY / "nginx.conf").read_text()
        for there, here in {
            "127.0.0.1:8000": f"127.0.0.1:{self.web_port}",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "/etc/ssl/register.pem": str(self.place / "register.pem"),
            "/etc/ssl/private/register.key": str(self.place / "register.key"),
        }.items():
            assert there in text
            text = text.replace(there, here)
        return text

    def connected(self):
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return trusting.wrap_socket(raw, server_hostname="register.example")

    def ask(self, path="/healthz", method="GET", head=b"", body=()):
        """Status of the answer; 0 where there is none."""
        try:
            with self.connected() as connection:
                connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: register.example\r\n".encode() + head)
                connection.sendall(b"Connection: close\r\n\r\n")
                try:
                    for piece in body:
                        connection.sendall(piece)
                except OSError:
                    pass  # refused before all was sent; the answer may be there
                answer = http.client.HTTPResponse(connection)
                answer.begin()
                return answer.status
        except (OSError, http.client.HTTPException):
            return 0

    def answers_at_once(self):
        begun = time.monotonic()
        return self.ask() == 200 and time.monotonic() - begun < AT_ONCE


@pytest.fixture(scope="module")
def site(django_db_setup):
    if not NGINX:
        pytest.skip("nginx is not installed here (apt-get install nginx-light)")
    with ExitStack() as started:
        place = Path(tempfile.mkdtemp(prefix="riskcontrol-proxy-"))
        started.callback(shutil.rmtree, place, ignore_errors=True)
        place.chmod(0o755)
        yield Site(place, started)


@pytest.fixture
def held():
    """Connections that are left as they are until the end of the test."""
    with ExitStack() as open_ones:
        yield open_ones


def test_pages_come_and_what_is_not_encrypted_is_led_to_what_is(site):
    assert site.ask("/readyz") == 200
    plain = http.client.HTTPConnection("127.0.0.1", site.plain_port)
    plain.request("GET", "/units/", headers={"Host": "register.example"})
    answer = plain.getresponse()
    assert answer.status == 301 and answer.headers["Location"] == "https://register.example/units/"


def test_half_open_connections_leave_it_answering(site, held):
    for number in range(HALF_OPEN):
        if number % 2:
            one = held.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=30))
        else:
            one = held.enter_context(site.connected())
            one.sendall(b"GET / HTTP/1.1\r\nHost: register.example\r\nX-Slow: ")
    assert site.answers_at_once() and site.ask("/readyz") == 200


def test_slow_bodies_leave_it_answering(site, held):
    for _n in range(60):  # the web has eight threads
        one = held.enter_context(site.connected())
        one.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: register.example\r\nContent-Length: 100000\r\n\r\n")
        one.sendall(b"login=")
    assert site.answers_at_once() and site.ask("/readyz") == 200


def upload(site, size):
    head = f"Content-Type: application/octet-stream\r\nContent-Length: {size}\r\n".encode()
    piece = b"x" * (1 << 20)
    return site.ask("/report/", "POST", head, (piece for _n in range(size >> 20)))


def test_100_megabytes_are_refused_and_leave_it_answering(site):
    for _n in range(5):
        assert upload(site, 100 << 20) in (413, 0)  # whoever goes on sending may miss the answer
        assert site.answers_at_once()


def test_what_the_register_takes_passes(site):
    assert upload(site, MOST_BYTES) not in (0, 413)
    assert site.answers_at_once()


def test_the_limits_of_proxy_and_register_fit():
    [most] = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    largest = max(MOST_BYTES, settings.UPLOAD_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    # Room for the other fields of the form, and no more than that.
    assert largest + (1 << 20) <= int(most) << 20 <= largest + (8 << 20)


@pytest.mark.skipif(not SYSTEMD, reason="systemd-analyze is not installed here")
@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.stem)
def test_systemd_takes_the_unit(unit, tmp_path):
    # The programs of the unit lie elsewhere here, and its user is not there.
    text = unit.read_text().replace("/srv/riskcontrol/.venv/bin/", "/bin/true ").replace("User=riskcontrol\n", "")
    (tmp_path / unit.name).write_text(text)
    done = subprocess.run([SYSTEMD, "verify", tmp_path / unit.name], capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if unit.name in line]
    assert not said, said


def test_the_units_start_what_the_documents_say():
    told = (ROOT / "docs/deploy.md").read_text()
    for unit in DEPLOY.glob("*.service"):
        [line] = re.findall(r"^ExecStart=/srv/riskcontrol/(\S+ \S+ ?\S* ?\S*)", unit.read_text(), re.M)
        assert " ".join(line.split()[:2]) in told, unit.name
