"""Front-end assets: pinned, few, and never a reason for the site not to start."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from civic import _build
from civic.config import resource

ROOT = resource("static").parent
NOWHERE = "http://127.0.0.1:9"


def _built(place: Path) -> Path:
    """Assets built for real, where the registry can be reached."""
    try:
        _build.build(place, strict=True)
    except _build.Unbuilt as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(problem))
    return place / "static" / "vendor"


def test_the_lock_pins_everything_and_names_no_registry() -> None:
    packages = json.loads(_build.LOCK.read_text("utf-8"))["packages"]
    wanted = json.loads(_build.LOCK.with_name("package.json").read_text("utf-8"))["dependencies"]
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for path, package in packages.items():
        assert "resolved" not in package
        assert not path or package["integrity"].startswith("sha512-")


def test_only_named_files_reach_the_browser(tmp_path: Path) -> None:
    vendor = _built(tmp_path)
    assert {f.name for f in vendor.iterdir()} == {*_build.FILES.values(), ".built"}
    assert _build.is_built(tmp_path)


def test_a_changed_list_of_files_is_built_anew(tmp_path: Path) -> None:
    vendor = _built(tmp_path)
    (vendor / ".built").write_text("of another lock", "utf-8")
    assert not _build.is_built(tmp_path)


def test_without_a_registry_an_install_goes_on_and_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("npm_config_registry", NOWHERE)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    assert _build.build(tmp_path, strict=False) is False
    said = capfd.readouterr().err.strip()
    assert said.count("\n") == 0
    assert "pages work without" in said


def test_without_a_registry_a_wheel_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", NOWHERE)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(_build.Unbuilt, match="not built"):
        _build.build(tmp_path, strict=True)


def test_without_npm_and_without_node_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(_build, "find_spec", lambda _name: None)
    with pytest.raises(_build.Unbuilt, match="install Node"):
        _build.build(tmp_path, strict=True)


def test_the_first_visit_is_light() -> None:
    """Style, script and signs together leave room for the page and htmx within 50 KB."""
    own = sum(
        len(gzip.compress((resource("static") / name).read_bytes(), 9))
        for name in ("civic.css", "civic.js", "icons.svg")
    )
    assert own <= 16 * 1024


def test_every_sign_that_a_template_names_is_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([a-z-]+)"', (resource("static") / "icons.svg").read_text("utf-8"))
    )
    named = re.compile(r'(?:ui\.icon\(|\bicon\(|icon_name=|icon=)"([a-z-]+)"')
    for file in resource("templates").rglob("*.html"):
        for sign in named.findall(file.read_text("utf-8")):
            assert sign in drawn, (file.name, sign)


def test_the_style_uses_no_colour_that_it_does_not_define() -> None:
    css = (resource("static") / "civic.css").read_text("utf-8")
    assert set(re.findall(r"var\((--[a-z0-9-]+)", css)) <= set(re.findall(r"(--[a-z0-9-]+):", css))


@pytest.mark.slow
def test_a_wheel_serves_a_page_from_its_own_files(tmp_path: Path) -> None:
    if (uv := shutil.which("uv")) is None:
        pytest.skip("uv builds the wheel, and it is not here")
    _built(tmp_path)
    subprocess.run([uv, "build", "-q", "--wheel", "-o", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as box:
        names = set(box.namelist())
        box.extractall(tmp_path / "site")
    assert {
        "civic/templates/base.html",
        "civic/static/civic.css",
        "civic/static/vendor/htmx.js",
        "civic/translations/en/ground.po",
        "civic/package-lock.json",
    } <= names
    assert not any("node_modules" in name or name.startswith("tests/") for name in names)
    story = """
import sys, civic
assert civic.__file__.startswith(sys.argv[1]), civic.__file__
app = civic.create_app(ENV="test", INSTANCE=sys.argv[2])
browser = app.test_client()
assert browser.get("/sign-in").status_code == 200
assert browser.get("/static/vendor/htmx.js").status_code == 200
"""
    subprocess.run(
        [sys.executable, "-c", story, str(tmp_path / "site"), str(tmp_path / "instance")],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )
