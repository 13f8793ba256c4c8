"""Settings: which is stronger, and what production does not start with."""

import os
from pathlib import Path
from typing import Any

import pytest

from civic import config, create_app

SAFE = {"SECRET_KEY": "s" * 40, "CARD_KEY": "c" * 40, "BASE_URL": "https://yishi.example.cn"}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("CIVIC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def production(**changes: Any) -> dict[str, Any]:
    return config.load(**{"ENV": "production", **SAFE, **changes})


def test_production_starts_with_two_secrets_and_an_https_address() -> None:
    assert production()["ENV"] == "production"


def test_production_is_what_one_gets_without_asking() -> None:
    assert {s.name: s.default for s in config.SETTINGS}["ENV"] == "production"
    with pytest.raises(config.Unsafe):
        config.load()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SECRET_KEY", ""),
        ("CARD_KEY", ""),
        ("SECRET_KEY", "x" * 31),
        ("CARD_KEY", "x" * 31),
        ("BASE_URL", "http://yishi.example.cn"),
        ("BASE_URL", ""),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://[::1"),
        ("ENV", "development"),
        ("ENV", ""),
    ],
)
def test_what_is_not_safe_is_named_and_production_does_not_start(setting: str, value: str) -> None:
    with pytest.raises(config.Unsafe, match=f"CIVIC_{setting}"):
        production(**{setting: value})
    with pytest.raises(config.Unsafe):
        create_app(**{"ENV": "production", **SAFE, setting: value})


def test_one_secret_does_not_serve_for_two() -> None:
    with pytest.raises(config.Unsafe, match="CARD_KEY"):
        production(CARD_KEY=SAFE["SECRET_KEY"])


def test_a_setting_that_there_is_not_is_refused() -> None:
    with pytest.raises(config.Unsafe, match="SECRET_KYE"):
        config.load(ENV="test", SECRET_KYE="x")


def test_environment_is_stronger_than_the_file_and_arguments_than_both(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone / "instance").mkdir()
    (alone / "instance/civic.toml").write_text('env = "test"\nsite_name = "file"\nicp = "file"\n')
    assert config.load()["SITE_NAME"] == "file"
    monkeypatch.setenv("CIVIC_SITE_NAME", "environment")
    assert (config.load()["SITE_NAME"], config.load()["ICP"]) == ("environment", "file")
    assert config.load(SITE_NAME="argument")["SITE_NAME"] == "argument"


def test_an_instance_folder_brings_its_own_file(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone / "here").mkdir()
    (alone / "here/civic.toml").write_text('env = "test"\nsite_name = "五里桥"\n', "utf-8")
    monkeypatch.setenv("CIVIC_INSTANCE", "here")
    settings = config.load()
    assert settings["SITE_NAME"] == "五里桥"
    assert settings["INSTANCE"] == str(alone / "here")
    assert settings["DATABASE"] == f"sqlite:///{alone}/here/civic.db"


def test_the_files_typing_is_checked_too(alone: Path) -> None:
    (alone / "instance").mkdir()
    for text in ("env = 'test'\ntrusted_proxies = 'many'", "env = 'test'\nsecret_key = 5"):
        (alone / "instance/civic.toml").write_text(text)
        with pytest.raises(config.Unsafe, match="CIVIC_"):
            config.load()


@pytest.mark.parametrize("text", ["env = ", "\x00", "[", "env = 'test'\nenv = 'test'"])
def test_a_file_that_cannot_be_read_is_named(alone: Path, text: str) -> None:
    (alone / "instance").mkdir()
    (alone / "instance/civic.toml").write_text(text)
    with pytest.raises(config.Unsafe, match=r"civic\.toml"):
        config.load()


@pytest.mark.parametrize("value", ["ten", "-1", "1.5", "", "１"])
def test_a_number_is_a_whole_number(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CIVIC_TRUSTED_PROXIES", value)
    with pytest.raises(config.Unsafe, match="CIVIC_TRUSTED_PROXIES"):
        config.load(ENV="test")


@pytest.mark.parametrize("address", ["nonsense", "sqlite", "mysql://x/y", "postgresql://x:port/y"])
def test_a_database_that_cannot_be_is_named(address: str) -> None:
    with pytest.raises(config.Unsafe, match="CIVIC_DATABASE"):
        config.load(ENV="test", DATABASE=address)


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "civic",
        "civic@",
        "a@x.cn, b@x.cn",
        "王@x.cn",
        "civic@议事.cn",
        "Civic civic@x.cn",
        "a@b c",
        "@localhost",
        '"@x',
    ],
)
def test_whom_mail_is_from_is_one_address(sender: str) -> None:
    with pytest.raises(config.Unsafe, match="CIVIC_MAIL_FROM"):
        config.load(ENV="test", MAIL_FROM=sender)


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        ("civic@x.cn", "议事 <civic@x.cn>"),
        ("<civic@x.cn>", "议事 <civic@x.cn>"),
        ("五里桥居委会 <civic@x.cn>", "五里桥居委会 <civic@x.cn>"),
    ],
)
def test_mail_comes_under_a_name_of_its_own_or_the_sites(sender: str, said: str) -> None:
    settings = config.load(ENV="test", MAIL_FROM=sender)
    assert str(config.sender(settings["MAIL_FROM"], settings["SITE_NAME"])) == said


@pytest.mark.parametrize(
    "address",
    [
        "mail.example.cn:587",
        "http://mail.example.cn",
        "smtp://",
        "smtp://:25",
        "smtp://host:58x7",
        "smtp://host:99999",
        "smtp://host:0",
        "smtp://..:25",
        "smtp://mail example.cn",
        "smtp://[::1",
        f"smtp://{'x' * 70}.cn",
    ],
)
def test_a_server_of_mail_that_cannot_be_is_named(address: str) -> None:
    with pytest.raises(config.Unsafe, match="CIVIC_MAIL_URL"):
        config.load(ENV="test", MAIL_URL=address)


@pytest.mark.parametrize(
    "address",
    ["", "smtp://localhost", "smtps://civic:p%40ss@mail.example.cn:465", "smtp://[::1]:25"],
)
def test_a_server_of_mail_that_can_be_is_taken(address: str) -> None:
    assert config.load(ENV="test", MAIL_URL=address)["MAIL_URL"] == address


@pytest.mark.parametrize("count", [-1, 11])
def test_nobody_has_fewer_than_no_proxies(alone: Path, count: int) -> None:
    with pytest.raises(config.Unsafe, match="CIVIC_TRUSTED_PROXIES"):
        config.load(ENV="test", TRUSTED_PROXIES=count)
    (alone / "instance").mkdir()
    (alone / "instance/civic.toml").write_text(f"env = 'test'\ntrusted_proxies = {count}")
    with pytest.raises(config.Unsafe, match="CIVIC_TRUSTED_PROXIES"):
        config.load()


def test_production_sends_its_cookies_over_https_only(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/civic.db"
    app = create_app(ENV="production", INSTANCE=str(tmp_path), DATABASE=database, **SAFE)
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert not app.testing
    assert not app.debug
    demo = create_app(ENV="demo", INSTANCE=str(tmp_path), DATABASE=database)
    assert not demo.config["SESSION_COOKIE_SECURE"]


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    app = create_app(ENV="test", INSTANCE=str(tmp_path), CARD_KEY="c" * 40)
    with app.app_context():
        assert config.key("cards") != config.key("throttle")
        assert config.key("cards") == config.key("cards")
        assert b"c" * 8 not in config.key("cards")
