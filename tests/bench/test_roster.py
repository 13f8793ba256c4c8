"""A street's roster of 100,000 rows: at most 60 s and 500 MB (a process of its own)."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

ROWS, SECONDS, MEGABYTES = 100_000, 60, 500
HEAD = ["姓名", "证件号", "出生日期", "手机", "小区", "楼栋", "房号", "面积", "户主", "身份"]
PROGRAM = """
import re, sys, time
from pathlib import Path
from civic import create_app, db
from civic.people import actions
from civic.places import actions as places
from civic.places.models import Place
from civic.places.rules import Level

app = create_app(ENV="test", INSTANCE=sys.argv[1])
with app.app_context():
    db.db.create_all()
    with db.transaction():
        above = None
        for level, name in ((Level.DISTRICT, "区"), (Level.STREET, "街"), (Level.COMMUNITY, "社"), (Level.ESTATE, "紫荆小区")):
            above = places.add(None, above, level=level, name=name)
        for n in range(1, int(sys.argv[3]) // 360 + 2):
            places.add(None, above, level=Level.BUILDING, name=f"{n}号楼")
    for changes in (True, False):
        seen = []
        started, worked = time.perf_counter(), time.process_time()
        with db.transaction():
            outcome = actions.import_roster(
                None, actions.place_named("街"), Path(sys.argv[2]).read_bytes(),
                progress=lambda done, total: seen.append(done * 1000 // total),
            )
        took, work = time.perf_counter() - started, time.process_time() - worked
        assert not outcome.errors, outcome.errors.shown[:5]
        assert outcome.rows == int(sys.argv[3]) and bool(outcome.changes) is changes
        assert seen == sorted(seen) and seen[-1] == 1000 and len(seen) > 10
        # The peak of this process alone: getrusage begins with the peak of whoever started it.
        peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
        print(f"{took:.1f} {work:.1f} {int(peak[1]) // 1024}")
"""


def rows() -> Iterator[list[str]]:
    for n in range(ROWS):
        home = n // 3
        building, door = home // 120 + 1, home % 120
        yield [
            f"居民{n}",
            "",
            f"19{50 + n % 50}-0{n % 9 + 1}-1{n % 9}",
            f"139{n:08d}",
            "紫荆小区",
            f"{building}号楼",
            f"{door // 4 + 1}{door % 4 + 1:02d}",
            f"{60 + home % 80}.{home % 100:02d}",
            "是" if n % 3 == 0 else "否",
            "居民、业主" if n % 3 == 0 else "居民",
        ]


def as_csv(target: Path) -> None:
    with target.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(rows())


def as_xlsx(target: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for row in rows():
        sheet.append(row)
    book.save(target)


@pytest.mark.measured
@pytest.mark.slow
@pytest.mark.parametrize("made", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_a_hundred_thousand_rows_come_in_within_a_minute(made: object, tmp_path: Path) -> None:
    file = tmp_path / "roster"
    made(file)  # type: ignore[operator]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(file), str(ROWS)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for what, line in zip(("first", "second"), done.stdout.splitlines(), strict=True):
        seconds, work, megabytes = line.split()
        sys.stdout.write(
            f"{made.__name__} {what}: {ROWS:,} rows, {seconds} s ({work} s of work), {megabytes} MB\n"
        )
        assert float(work) <= SECONDS and int(megabytes) <= MEGABYTES
        if os.getloadavg()[0] < 2:  # a machine busy with other things says nothing about ours
            assert float(seconds) <= SECONDS
