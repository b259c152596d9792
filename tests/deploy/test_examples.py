"""The files of deploy/ say what settings.py and the commands say, and their programs take them."""

import re
import runpy
import shutil
import ssl
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
NGINX = (DEPLOY / "nginx.conf").read_text()
GUNICORN = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
SECONDS = r"(\d+)s;"
NAMED = re.compile(r"AIDTRACK_[A-Z_]+|DATABASE_URL")


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(path.read_text())
    return parser


def directive(name: str, value: str) -> str:
    return re.search(rf"^\s*{name} {value}", NGINX, re.MULTILINE)[1]


def test_nginx_refuses_what_the_program_would():
    assert int(directive("client_max_body_size", r"(\d+);")) == settings.LARGEST_BODY


def test_nginx_hands_over_whole_requests_and_says_by_which_scheme_they_came():
    for line in (
        "proxy_request_buffering on;",
        "proxy_buffering on;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header Host $host;",
    ):
        assert line in NGINX


def test_nginx_numbers_requests_itself_whatever_number_a_visitor_sends():
    # In hexadecimal, 32 digits: the log takes it over.
    assert "proxy_set_header X-Request-ID $request_id;" in NGINX


def test_behind_nginx_guesses_count_for_the_address_of_the_visitor():
    name, header = "AIDTRACK_PROXY_ADDRESS_HEADER", "X-Real-IP"
    page = (settings.BASE_DIR / "docs" / "deploying.md").read_text()
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    assert f"proxy_set_header {header} $remote_addr;" in NGINX
    assert f'{name}="{header}"' in page
    assert services["web"]["environment"].get(name) == header


def test_nginx_speaks_tls_1_2_and_1_3_alone():
    assert re.findall(r"^\s*ssl_protocols (.+);", NGINX, re.MULTILINE) == ["TLSv1.2 TLSv1.3"]


def test_nginx_takes_ciphers_with_forward_secrecy_and_the_strongest_first():
    ciphers = directive("ssl_ciphers", r"(\S+);").split(":")
    of_openssl = {cipher["name"] for cipher in ssl.create_default_context().get_ciphers()}

    assert set(ciphers) <= of_openssl
    assert all(name.startswith("ECDHE-") and "CBC" not in name for name in ciphers)
    assert ["256" in name for name in ciphers[:2]] == [True, True]
    assert all("GCM" in name or "POLY1305" in name for name in ciphers)
    assert "ssl_prefer_server_ciphers on;" in NGINX


def test_nginx_ends_an_idle_connection_before_gunicorn_does():
    upstream = NGINX.partition("upstream")[2].partition("}")[0]

    assert int(re.search(f"keepalive_timeout {SECONDS}", upstream)[1]) < GUNICORN["keepalive"]
    assert f"server {GUNICORN['bind']};" in upstream


LIMITED = ["sign-in", "sign-in-code", "admin:login", "password-forgotten", "password-new"]


@pytest.mark.parametrize("name", LIMITED)
def test_nginx_limits_each_sign_in_and_what_is_asked_for_instead_of_a_password(name):
    pattern, block = re.search(r"location ~ (\S+) \{([^}]+limit_req [^}]+)\}", NGINX).groups()

    assert re.search(pattern, reverse(name))
    assert "limit_req_status 429;" in block


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_nginx_takes_its_file(tmp_path):
    certificate, key = tmp_path / "aidtrack.pem", tmp_path / "aidtrack.key"
    openssl = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*openssl, *files], check=True, capture_output=True, timeout=60)
    site = NGINX.replace("/etc/ssl/certs/aidtrack.pem", str(certificate))
    site = site.replace("/etc/ssl/private/aidtrack.key", str(key))
    (tmp_path / "site.conf").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = (
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders} include site.conf; }}"
    )
    (tmp_path / "nginx.conf").write_text(whole)

    nginx = ["nginx", "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(nginx, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_unit_runs_what_there_is(path):
    program, *words = unit(path)["Service"]["ExecStart"].split()

    if words[0] == "manage.py":
        assert words[1] in get_commands()
    else:
        assert Path(program).name == "gunicorn"
        assert (settings.BASE_DIR / words[words.index("--config") + 1]).exists()


def test_every_command_has_its_time_and_the_pages_none():
    timers = {path.stem for path in UNITS if path.suffix == ".timer"}

    assert timers == {path.stem for path in SERVICES} - {"aidtrack"}
    assert {unit(path)["Unit"]["Description"] for path in UNITS} == {
        unit(path)["Unit"]["Description"] for path in SERVICES
    }


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_the_units(tmp_path):
    (tmp_path / "gunicorn").symlink_to(sys.executable)
    (tmp_path / "python").symlink_to(sys.executable)
    for path in UNITS:
        text = path.read_text().replace("/srv/aidtrack/code/.venv/bin", str(tmp_path))
        (tmp_path / path.name).write_text(text)

    verify = ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in UNITS)]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=60)

    complaints = [line for line in done.stderr.splitlines() if "aidtrack" in line]
    assert complaints == []


def test_the_containers_start_in_order_with_all_that_the_program_needs():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    assert services["web"]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"}
    }
    assert services["migrate"]["command"][-1] in get_commands()
    assert services["web"]["environment"].keys() >= {
        "AIDTRACK_SECRET_KEY",
        "AIDTRACK_ALLOWED_HOSTS",
        "DATABASE_URL",
    }
    # Nobody reaches it but a proxy on the same machine.
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["database"]


def test_what_is_copied_into_the_image_exists():
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY")]

    assert all((settings.BASE_DIR / name).exists() for name in copied)
    assert "USER aidtrack" in lines


def test_only_variables_that_the_program_reads_are_named():
    read = set(NAMED.findall((settings.BASE_DIR / "aidtrack" / "settings.py").read_text()))
    examples = [path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"]

    named = {name for path in examples for name in NAMED.findall(path.read_text())}
    assert named <= read
