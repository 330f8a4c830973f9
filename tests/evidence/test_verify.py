"""What the verifier says to an honest package and to each kind of forgery; whatever it reads, it never breaks down."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import packages
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import ENTRIES, HAZARD, PERMIT, PROOFS, Parts, apart, package_of, together
from stores import open_copy

from models.base import database
from workers.evidence import verify as verifier
from workers.evidence.verify import canonical_object, verify

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The parts of an honest package of two subjects."""
    open_copy(f"sqlite:///{tmp_path_factory.mktemp('honest')}/anhao.db", packages.write_trails)
    parts = apart(package_of(PERMIT, HAZARD))
    database.close()
    return parts


@pytest.fixture
def parts(honest: Parts) -> Parts:
    return dict(honest)


def last_seal(parts: Parts) -> str:
    return verifier.read_lines(parts["seals.jsonl"], 2, "seal")[-1].hash


def lines(parts: Parts, path: str = ENTRIES) -> list[bytes]:
    return parts[path].splitlines(keepends=True)


def change_a_byte(parts: Parts) -> None:
    parts[ENTRIES] = parts[ENTRIES].replace("安全总监请假".encode(), "安全总监出差".encode())


def remove_a_line(parts: Parts) -> None:
    parts[ENTRIES] = b"".join(line for number, line in enumerate(lines(parts)) if number != 1)


def remove_the_last_line(parts: Parts) -> None:
    parts[ENTRIES] = b"".join(lines(parts)[:-1])


def swap_two_lines(parts: Parts) -> None:
    first, second, *others = lines(parts)
    parts[ENTRIES] = b"".join([second, first, *others])


def drop_the_last_line_feed(parts: Parts) -> None:
    parts[ENTRIES] = parts[ENTRIES][:-1]


def add_a_space(parts: Parts) -> None:
    parts[ENTRIES] = parts[ENTRIES].replace(b'"seq":2', b'"seq": 2')


def write_a_fraction(parts: Parts) -> None:
    parts[ENTRIES] = parts[ENTRIES].replace(b'"stages":1', b'"stages":1.5')


def point_elsewhere(parts: Parts) -> None:
    parts[ENTRIES] = lines(parts)[0].replace(b'"prev":"0', b'"prev":"1') + b"".join(lines(parts)[1:])


def claim_another_subject(parts: Parts) -> None:
    parts[ENTRIES] = parts[ENTRIES].replace(b"0001", b"0002")


def change_an_attachment(parts: Parts) -> None:
    parts[next(path for path in parts if path.startswith("attachments/"))] = b"another"


def change_what_was_shown(parts: Parts) -> None:
    parts[next(path for path in parts if path.startswith("shown/"))] = b"another"


def remove_what_was_shown(parts: Parts) -> None:
    del parts[next(path for path in parts if path.startswith("shown/"))]


def change_proof(parts: Parts, seq: int, **changes: object) -> None:
    proofs = json.loads(parts[PROOFS])
    proofs[seq - 1].update(changes)
    parts[PROOFS] = rfc8785.dumps(proofs)


def double_a_proof(parts: Parts) -> None:
    proofs = json.loads(parts[PROOFS])
    parts[PROOFS] = rfc8785.dumps([*proofs, proofs[0]])


def leave_a_proof_over(parts: Parts) -> None:
    proofs = json.loads(parts[PROOFS])
    parts[PROOFS] = rfc8785.dumps([*proofs, {**proofs[0], "seq": 9}])


def remove_a_proof(parts: Parts) -> None:
    parts[PROOFS] = rfc8785.dumps(json.loads(parts[PROOFS])[1:])


def change_seal(parts: Parts, old: bytes, new: bytes) -> None:
    assert old in parts["seals.jsonl"]
    parts["seals.jsonl"] = parts["seals.jsonl"].replace(old, new)


def forge_a_root(parts: Parts) -> None:
    root = json.loads(lines(parts, "seals.jsonl")[0])["root"].encode()
    change_seal(parts, root, b"f" * 64)


def remove_the_first_seal(parts: Parts) -> None:
    parts["seals.jsonl"] = lines(parts, "seals.jsonl")[1]


FORGERIES: dict[str, tuple[Callable[[Parts], None], list[str]]] = {
    "a changed byte": (change_a_byte, [f"FAIL {PERMIT} 2 证明走不到", f"FAIL {PERMIT} 3 prev"]),
    "a removed line": (remove_a_line, [f"FAIL {PERMIT} 3 seq", f"FAIL {PERMIT} 3 prev", f"FAIL {PERMIT} 2 多出来"]),
    "a removed last line": (remove_the_last_line, [f"FAIL {PERMIT} 4 多出来的证明"]),
    "swapped lines": (swap_two_lines, [f"FAIL {PERMIT} 2 seq", f"FAIL {PERMIT} 1 seq", f"FAIL {PERMIT} 1 封存次序"]),
    "no last line feed": (drop_the_last_line_feed, [f"FAIL {PERMIT} 4 这一行不是规范"]),
    "a space": (add_a_space, [f"FAIL {PERMIT} 2 这一行不是规范", f"FAIL {PERMIT} 2 证明走不到"]),
    "a fraction": (write_a_fraction, [f"FAIL {PERMIT} 4 这一行不是规范"]),
    "a wrong prev": (point_elsewhere, [f"FAIL {PERMIT} 1 prev", f"FAIL {PERMIT} 1 证明走不到"]),
    "another subject": (claim_another_subject, [f"FAIL {PERMIT} 1 subject"]),
    "a changed attachment": (change_an_attachment, ["FAIL file attachments/", f"FAIL {PERMIT} 3 引用的文件"]),
    "a changed shown text": (change_what_was_shown, ["FAIL file shown/", f"FAIL {PERMIT} 3 引用的文件"]),
    "a removed shown text": (remove_what_was_shown, [f"FAIL {PERMIT} 3 引用的文件"]),
    "a wrong path": (lambda parts: change_proof(parts, 2, path=["0" * 64]), [f"FAIL {PERMIT} 2 证明走不到"]),
    "a path of no hashes": (lambda parts: change_proof(parts, 2, path=[7]), [f"FAIL {PERMIT} 2 证明走不到"]),
    "a wrong index": (lambda parts: change_proof(parts, 1, index=1), [f"FAIL {PERMIT} 1 证明走不到"]),
    "an index outside": (lambda parts: change_proof(parts, 4, index=2), [f"FAIL {PERMIT} 4 证明走不到"]),
    "an unknown seal": (lambda parts: change_proof(parts, 4, seal=9), [f"FAIL {PERMIT} 4 证明指向的封存块 9"]),
    "a proof without seal": (lambda parts: change_proof(parts, 4, seal=None), [f"FAIL file {PROOFS}"]),
    "a doubled proof": (double_a_proof, [f"FAIL {PERMIT} 1 应有一份证明，实有 2"]),
    "a left-over proof": (leave_a_proof_over, [f"FAIL {PERMIT} 9 多出来的证明"]),
    "a removed proof": (remove_a_proof, [f"FAIL {PERMIT} 1 应有一份证明，实有 0"]),
    "a forged root": (forge_a_root, [f"FAIL {PERMIT} 1 证明走不到", "FAIL seal 2 prev"]),
    "a removed first seal": (
        remove_the_first_seal,
        ["FAIL seal 2 编号不连续", "FAIL seal 2 prev", "FAIL seal 2 total"],
    ),
    "a wrong total": (lambda parts: change_seal(parts, b'"total":5', b'"total":6'), ["FAIL seal 2 total"]),
    "a seal without leaves": (lambda parts: change_seal(parts, b'"size":2', b'"size":0'), ["FAIL seal 2 字段"]),
    "no seals": (lambda parts: parts.update({"seals.jsonl": b""}), ["FAIL file seals.jsonl"]),
    "no proofs": (lambda parts: parts.update({PROOFS: b"{"}), [f"FAIL file {PROOFS} 缺失"]),
    "no entries": (lambda parts: parts.update({ENTRIES: b""}), [f"FAIL file {ENTRIES} 没有"]),
    "a stray chain": (lambda parts: parts.update({"entries/x~y.jsonl": b""}), ["FAIL file entries/x~y.jsonl 不属于"]),
    "a stray anchor": (lambda parts: parts.update({"anchors/9.tsr": b""}), ["FAIL file anchors/9.tsr 没有"]),
}


def test_an_honest_package_is_sound_and_says_what_it_holds(parts: Parts, tmp_path: Path) -> None:
    sound, words = verify(together(parts, tmp_path / "p.zip", honest_manifest=True), last_seal(parts))
    assert sound, words
    assert words.startswith("OK 主体 2 · 记录 5 · 封存 2 · 附件 1 · 所见原文 1")
    assert f"最后封存块 2 {last_seal(parts)}" in words
    assert "锚定 无" in words


@pytest.mark.parametrize("name", FORGERIES)
def test_forgery_is_named_even_when_the_manifest_has_been_made_to_fit(name: str, parts: Parts, tmp_path: Path) -> None:
    forge, expected = FORGERIES[name]
    forge(parts)
    sound, words = verify(together(parts, tmp_path / "p.zip"))
    assert not sound
    for failure in expected:
        assert any(line.startswith(failure) for line in words.splitlines()), words


def test_files_that_do_not_fit_the_manifest_are_named(parts: Parts, tmp_path: Path) -> None:
    parts["extra.txt"] = b"extra"
    parts["permit.pdf"] = b"%PDF-other"
    del parts["README.txt"]
    _, words = verify(together(parts, tmp_path / "p.zip", honest_manifest=True))
    assert words.splitlines() == [
        "FAIL file README.txt 清单里有，包里没有",
        "FAIL file extra.txt 包里有，清单里没有",
        "FAIL file permit.pdf 内容与清单里的哈希或大小不符",
    ]


def test_a_file_that_no_entry_names_is_mentioned(parts: Parts, tmp_path: Path) -> None:
    digest = verifier.hashlib.sha256(b"planted").hexdigest()
    parts[f"attachments/{digest}.jpg"] = b"planted"
    sound, words = verify(together(parts, tmp_path / "p.zip"))
    assert sound
    assert f"注意 没有记录引用它：attachments/{digest}" in words


def test_a_file_that_is_no_part_of_a_package_is_mentioned_with_its_size(parts: Parts, tmp_path: Path) -> None:
    foreign = {"evil.html": b"<script>", "accident/evil.html": b"1", "entries.exe": b"22"}
    parts |= foreign
    sound, words = verify(together(parts, tmp_path / "p.zip"))
    assert sound, words
    for path, content in foreign.items():
        assert f"注意 证据包没有这种文件，不要打开：{path}（{len(content)} 字节）" in words
    assert words.count("没有这种文件") == len(foreign)


def test_the_last_seal_must_be_the_one_that_the_reader_knows(parts: Parts, tmp_path: Path) -> None:
    package = together(parts, tmp_path / "p.zip")
    assert verify(package, last_seal(parts).upper())[0]
    words = "你给出的哈希不是包里任何一块的。先核对抄得对不对；如果是更晚的封存块，它不在这个包里：请重新导出"
    assert verify(package, "0" * 64) == (False, f"FAIL seal 2 {words}")


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a\\b.txt", "C:x.txt"])
def test_a_path_that_leads_out_is_refused(name: str, parts: Parts, tmp_path: Path) -> None:
    parts[name] = b"out"
    _, words = verify(together(parts, tmp_path / "p.zip"))
    assert "是链接、越出包外的路径" in words


def test_a_link_and_a_doubled_file_are_refused(parts: Parts, tmp_path: Path) -> None:
    package = together(parts, tmp_path / "p.zip")
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(package, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(link, "/etc/passwd")
        archive.writestr("README.txt", "two")
    _, words = verify(package)
    assert "FAIL file link.txt 是链接" in words
    assert "FAIL file README.txt 在包里出现两次" in words


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"{}"])
def test_what_is_no_package_is_said_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(content)
    sound, words = verify(path)
    assert not sound and words.startswith("FAIL file p.zip 不是能读的证据包")


def test_it_runs_alone_from_the_unpacked_package(parts: Parts, tmp_path: Path) -> None:
    with zipfile.ZipFile(together(parts, tmp_path / "p.zip", honest_manifest=True)) as archive:
        archive.extractall(tmp_path / "unpacked")
    command = [sys.executable, "-I", str(tmp_path / "unpacked" / "verify.py")]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("OK ")
    (tmp_path / "unpacked" / "README.txt").unlink()
    done = subprocess.run([*command, "--seal", "1"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout.startswith("FAIL file README.txt")


def test_it_needs_only_the_standard_library_of_python_3_9() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(), feature_version=(3, 9))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


@given(value=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=5))
def test_its_canonical_form_is_that_of_rfc_8785(value: dict[str, object]) -> None:
    line = rfc8785.dumps({**value, "v": 1})
    assert canonical_object(line) == {**value, "v": 1}
    assert canonical_object(b" " + line) is None


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":1,"a":1}',
        b'{"v":1.0}',
        b'{"a":1e2,"v":1}',
        b'{"a":-0,"v":1}',
        b'{"a":NaN,"v":1}',
        b'{"a":9007199254740992,"v":1}',
        b'{"a":1,"a":1,"v":1}',
        b'{"a":"\\u0041","v":1}',
        b'{"a":"\\ud800","v":1}',
        b'{"a":"\\/","v":1}',
        b'{"a":"\xff","v":1}',
        b'{"v":true}',
        b"[1]",
        b"[" * 100_000,
        '{"\uffff":1,"\U0001f600":1,"v":1}'.encode(),
    ],
)
def test_whatever_is_not_canonical_is_refused(line: bytes) -> None:
    assert canonical_object(line) is None


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_stays_unseen_by_who_knows_the_last_seal(
    data: st.DataObject, honest: Parts, tmp_path: Path
) -> None:
    parts = dict(honest)
    evidence = sorted(path for path in parts if path.startswith(("entries/", "proofs/", "seals", "attach", "shown/")))
    path = data.draw(st.sampled_from(evidence))
    place = data.draw(st.integers(0, len(parts[path]) - 1))
    content = bytearray(parts[path])
    content[place] ^= data.draw(st.integers(1, 255))
    parts[path] = bytes(content)
    sound, words = verify(together(parts, tmp_path / "p.zip"), last_seal(honest))
    assert not sound
    assert all(line.startswith("FAIL ") for line in words.splitlines())


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_broken_zip_never_breaks_the_verifier(data: st.DataObject, honest: Parts, tmp_path: Path) -> None:
    package = together(honest, tmp_path / "p.zip", honest_manifest=True)
    content = bytearray(package.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    package.write_bytes(content)
    sound, words = verify(package, last_seal(honest))
    assert words.startswith("OK " if sound else "FAIL ")


def test_a_time_stamp_is_checked_where_openssl_is_there(parts: Parts, tmp_path: Path) -> None:
    token, certificate = time_stamp(last_seal(parts), tmp_path)
    parts |= {
        "anchors/2.tsr": token,
        "anchors/2.pem": certificate,
        "anchors/2.json": json.dumps({"hash": last_seal(parts)}).encode(),
    }
    sound, words = verify(together(parts, tmp_path / "p.zip"))
    assert sound
    assert "anchors/2.tsr 时间戳相符" in words and "anchors/2.json 未核验" in words
    parts |= {"anchors/1.tsr": token, "anchors/1.pem": certificate}
    assert "FAIL seal 1 时间戳与封存块不符：anchors/1.tsr" in verify(together(parts, tmp_path / "p.zip"))[1]


def time_stamp(digest: str, folder: Path) -> tuple[bytes, bytes]:
    """An RFC 3161 token over the digest by an authority made for this test, and its certificate."""
    assert shutil.which("openssl"), "openssl is missing: apt install openssl"
    (folder / "tsa.cnf").write_text(
        "[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n"
        "[ext]\nbasicConstraints=CA:TRUE\nextendedKeyUsage=critical,timeStamping\n"
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\n"
    )
    (folder / "serial").write_text("01")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -subj /CN=test -days 3650 -config tsa.cnf",
        f"ts -query -digest {digest} -sha256 -out query",
        "ts -reply -config tsa.cnf -queryfile query -signer cert -inkey key -out token",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True, timeout=60)
    return (folder / "token").read_bytes(), (folder / "cert").read_bytes()
