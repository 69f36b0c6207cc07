"""Files fetched into Keras's cache, and archives unpacked: addresses are files of the test, never the network."""

import hashlib
import io
import tarfile
import traceback
import warnings
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugkeras.errors import ArgumentError, FileError, FormatError, UnsafeFile
from plugkeras.utils import archive
from plugkeras.utils.fetch import get_file

CONTENT = b"some data"
SHA256, MD5 = hashlib.sha256(CONTENT).hexdigest(), hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def origin(tmp_path):
    """The address of a file with CONTENT."""
    (tmp_path / "data.bin").write_bytes(CONTENT)
    return (tmp_path / "data.bin").as_uri()


def files_in(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def tar_of(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as file:
        for name, kind, link in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, link, len(CONTENT) if kind == tarfile.REGTYPE else 0
            file.addfile(info, io.BytesIO(CONTENT))
    return buffer.getvalue()


def zip_of(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, mode in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            file.writestr(info, CONTENT)
    return buffer.getvalue()


FILE, FOLDER, SYMLINK, HARDLINK = tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
GOOD_TAR = tar_of(("flowers", FOLDER, ""), ("flowers/rose.txt", FILE, ""))
GOOD_ZIP = zip_of(("flowers/rose.txt", 0o644))


# -- fetching ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ({}, "datasets/data.bin"),
        ({"fname": "named.bin"}, "datasets/named.bin"),
        ({"cache_subdir": "models"}, "models/data.bin"),
        ({"cache_subdir": "a/b"}, "a/b/data.bin"),
        ({"file_hash": SHA256}, "datasets/data.bin"),
        ({"file_hash": SHA256.upper()}, "datasets/data.bin"),
        ({"file_hash": MD5}, "datasets/data.bin"),
        ({"md5_hash": MD5}, "datasets/data.bin"),
        ({"file_hash": SHA256, "hash_algorithm": "sha256"}, "datasets/data.bin"),
    ],
)
def test_a_file_is_fetched_to_its_place(home, origin, arguments, place):
    assert get_file(origin=origin, **arguments) == str(home / place)
    assert (home / place).read_bytes() == CONTENT
    assert files_in(home) == [place]


def test_the_folders_may_be_given(home, origin, tmp_path):
    assert get_file(origin=origin, cache_dir=tmp_path / "c") == str(tmp_path / "c/datasets/data.bin")
    assert get_file(origin=origin, cache_subdir=str(tmp_path / "d")) == str(tmp_path / "d/data.bin")
    assert get_file(str(tmp_path / "e.bin"), origin) == str(tmp_path / "e.bin")


def test_without_keras_home_the_folder_is_in_the_users_home(origin, tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert get_file(origin=origin) == str(tmp_path / ".keras/datasets/data.bin")


def test_a_file_that_is_there_is_fetched_again_only_by_force(home, origin, tmp_path):
    path = get_file(origin=origin)
    (tmp_path / "data.bin").write_bytes(b"newer")
    assert get_file(origin=origin) == path
    assert Path(path).read_bytes() == CONTENT
    assert get_file(origin=origin, force_download=True) == path
    assert Path(path).read_bytes() == b"newer"
    assert files_in(home) == ["datasets/data.bin"]


@pytest.mark.parametrize("force", [False, True])
def test_a_wrong_file_is_kept_beside_the_right_one(home, origin, force):
    path = home / "datasets" / "data.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"my own")
    with pytest.warns(UserWarning, match=r"had a wrong checksum; it is now .*data\.bin\.rejected"):
        get_file(origin=origin, file_hash=SHA256, force_download=force)
    assert path.read_bytes() == CONTENT
    assert path.with_name("data.bin.rejected").read_bytes() == b"my own"


def test_a_wrong_file_stays_if_no_right_one_can_be_fetched(home, tmp_path):
    path = home / "datasets" / "data.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"my own")
    gone = (tmp_path / "gone").as_uri()
    with pytest.raises(FileError, match="has another checksum than the file expected and cannot be fetched") as caught:
        get_file("data.bin", gone, file_hash=SHA256)
    assert str(path) in str(caught.value)
    assert gone in str(caught.value)
    assert path.read_bytes() == b"my own"
    assert files_in(home) == ["datasets/data.bin"]


def test_what_has_the_wrong_checksum_is_not_kept(home, origin):
    with pytest.raises(FormatError, match=f"its sha256 is {SHA256}, not {'0' * 64}"):
        get_file(origin=origin, file_hash="0" * 64)
    assert files_in(home) == []


def answering(monkeypatch, read, length):
    class Answer(SimpleNamespace):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    answer = Answer(headers={"Content-Length": str(length)}, read=read)
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: answer)


def test_a_connection_that_ends_early_leaves_nothing(home, monkeypatch):
    answering(monkeypatch, io.BytesIO(CONTENT).read, 100)
    with pytest.raises(FileError, match="ended after 9 of 100 bytes"):
        get_file(origin="https://example.org/data.bin")
    assert files_in(home) == []


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, TimeoutError])
def test_an_interrupted_download_leaves_nothing_and_the_old_file_whole(home, origin, monkeypatch, interruption):
    get_file(origin=origin)
    chunks = iter([b"begin"])

    def read(_):
        try:
            return next(chunks)
        except StopIteration:
            raise interruption from None

    answering(monkeypatch, read, 100)
    with pytest.raises((KeyboardInterrupt, FileError)):
        get_file(origin=origin, force_download=True)
    assert files_in(home) == ["datasets/data.bin"]
    assert (home / "datasets/data.bin").read_bytes() == CONTENT


def test_progress_is_one_line_on_a_terminal_and_nothing_elsewhere(home, origin, monkeypatch):
    for is_terminal, text in ((False, ""), (True, "\rdata.bin: 100% of 0.0 MB\rdata.bin: 100% of 0.0 MB\n")):
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda is_terminal=is_terminal: is_terminal, raising=False)
        monkeypatch.setattr("sys.stderr", stream)
        get_file(origin=origin, force_download=True)
        assert stream.getvalue() == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"fname": "x"}, "needs origin"),
        ({"origin": "https://example.org/"}, "must be the name of a file, not '.'"),
        ({"origin": "https://example.org/.."}, "must be the name of a file"),
        ({"fname": "a/b", "origin": "https://example.org/x"}, "not 'a/b'; the folder is cache_dir and cache_subdir"),
        ({"origin": "https://example.org/x", "hash_algorithm": "crc"}, "'md5', 'sha256' or 'auto', not 'crc'"),
    ],
)
def test_an_argument_that_cannot_be_used_is_named(home, arguments, words):
    with pytest.raises(ArgumentError, match=words):
        get_file(**arguments)


@pytest.mark.parametrize("origin", ["no address", "what://example.org/x", "file:///no/such/file"])
def test_an_address_that_leads_nowhere_is_named(home, origin):
    with pytest.raises(FileError, match=origin):
        get_file("x", origin)


@pytest.mark.parametrize(("variable", "told"), [("", False), ("1", True)])
def test_a_failed_download_is_one_error_unless_all_is_asked_for(home, monkeypatch, variable, told):
    monkeypatch.setenv("PLUGKERAS_DEBUG", variable)
    with pytest.raises(FileError) as caught:
        get_file("data.bin", "http://127.0.0.1:9/data.bin")
    text = "".join(traceback.format_exception(caught.value))
    assert (text.count("Traceback") > 1) == told


def test_a_cache_that_cannot_be_written_is_named(home, origin):
    home.write_bytes(b"a file where the folder should be")
    with pytest.raises(FileError, match="KERAS_HOME can name another folder"):
        get_file(origin=origin)


# -- unpacking -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "arguments", "archive_at", "folder"),
    [
        (GOOD_TAR, {"extract": True}, "data.bin_archive", "data.bin"),
        (GOOD_TAR, {"untar": True}, "data.bin_archive", "data.bin"),
        (GOOD_TAR, {"fname": "flowers", "extract": True}, "flowers_archive", "flowers"),
        (GOOD_TAR, {"fname": "flowers", "untar": True}, "flowers_archive", "flowers"),
        (GOOD_TAR, {"fname": "flowers.tar.gz", "untar": True}, "flowers.tar.gz", "flowers_extracted"),
        (GOOD_ZIP, {"fname": "flowers.zip", "extract": True}, "flowers.zip", "flowers_extracted"),
        (GOOD_ZIP, {"extract": True, "archive_format": "zip"}, "data.bin_archive", "data.bin"),
        (GOOD_ZIP, {"extract": True, "archive_format": ["tar", "zip"]}, "data.bin_archive", "data.bin"),
    ],
)
def test_an_archive_is_unpacked_where_keras_3_puts_it(home, origin, tmp_path, content, arguments, archive_at, folder):
    (tmp_path / "data.bin").write_bytes(content)
    assert get_file(origin=origin, **arguments) == str(home / "datasets" / folder)
    assert files_in(home) == sorted([f"datasets/{archive_at}", f"datasets/{folder}/flowers/rose.txt"])
    assert (home / "datasets" / folder / "flowers/rose.txt").read_bytes() == CONTENT


def test_an_unpacked_folder_is_used_as_it_is_until_the_archive_is_fetched_anew(home, origin, tmp_path):
    (tmp_path / "data.bin").write_bytes(GOOD_TAR)
    folder = home / "datasets" / "data.bin"
    get_file(origin=origin, extract=True)
    (folder / "flowers/rose.txt").write_bytes(b"mine")
    (folder / "notes.txt").write_bytes(b"mine too")
    get_file(origin=origin, extract=True)
    assert (folder / "flowers/rose.txt").read_bytes() == b"mine"
    get_file(origin=origin, extract=True, force_download=True)
    assert (folder / "flowers/rose.txt").read_bytes() == CONTENT
    assert (folder / "notes.txt").read_bytes() == b"mine too"


FIRST = ("flowers/rose.txt", FILE, "")
HOSTILE = {
    "a way up": tar_of(FIRST, ("../evil.txt", FILE, "")),
    "a way up inside": tar_of(FIRST, ("a/../../evil.txt", FILE, "")),
    "an absolute path": tar_of(FIRST, ("/evil.txt", FILE, "")),
    "a drive": tar_of(FIRST, ("C:evil.txt", FILE, "")),
    "a way up with backslashes": tar_of(FIRST, ("..\\evil.txt", FILE, "")),
    "a folder outside": tar_of(FIRST, ("../evil", FOLDER, "")),
    "a symbolic link": tar_of(FIRST, ("evil", SYMLINK, "..")),
    "a symbolic link inside": tar_of(FIRST, ("evil", SYMLINK, "flowers")),
    "a hard link": tar_of(FIRST, ("evil", HARDLINK, "../../data.bin")),
    "a device": tar_of(FIRST, ("evil", tarfile.CHRTYPE, "")),
    "a pipe": tar_of(FIRST, ("evil", tarfile.FIFOTYPE, "")),
    "a way up in a zip": zip_of(("flowers/rose.txt", 0), ("../evil.txt", 0)),
    "an absolute path in a zip": zip_of(("flowers/rose.txt", 0), ("/evil.txt", 0)),
    "a symbolic link in a zip": zip_of(("flowers/rose.txt", 0), ("evil", 0o120777)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_of_a_hostile_archive_nothing_is_unpacked(home, origin, tmp_path, what):
    (tmp_path / "data.bin").write_bytes(HOSTILE[what])
    with pytest.raises(UnsafeFile, match=r"data\.bin_archive has (a|the) member"):
        get_file(origin=origin, extract=True)
    assert files_in(tmp_path) == ["data.bin", "home/datasets/data.bin_archive"]
    assert sorted(p.name for p in (home / "datasets").iterdir()) == ["data.bin_archive"]


@pytest.mark.parametrize("content", [GOOD_TAR, GOOD_ZIP])
def test_an_archive_that_unpacks_to_far_too_much_is_refused(home, origin, tmp_path, monkeypatch, content):
    monkeypatch.setattr(archive, "LARGE", 8)
    monkeypatch.setattr(archive, "DENSE", 0.01)
    (tmp_path / "data.bin").write_bytes(content)
    with pytest.raises(UnsafeFile, match="far more than its own size"):
        get_file(origin=origin, extract=True)
    assert files_in(home) == ["datasets/data.bin_archive"]


@pytest.mark.parametrize(
    ("content", "archive_format", "error", "words"),
    [
        (CONTENT, "auto", FormatError, "is no archive of the formats tar, zip"),
        (GOOD_ZIP, "tar", FormatError, "is no archive"),
        (GOOD_TAR, None, FormatError, "is no archive"),
        (GOOD_TAR, "rar", ArgumentError, "must be 'auto', 'tar', 'zip'"),
        (GOOD_TAR[:90], "auto", FormatError, "cannot be unpacked"),
        (GOOD_ZIP.replace(b"flowers", b"flawers", 1), "auto", FormatError, "cannot be unpacked"),
        (tar_of(("a", FILE, ""), ("a/b", FILE, "")), "auto", FileError, "cannot be unpacked"),
    ],
    ids=["text", "a zip as tar", "no format", "unknown format", "cut off", "changed", "a file as folder"],
)
def test_what_cannot_be_unpacked_is_named_and_leaves_nothing(
    home, origin, tmp_path, content, archive_format, error, words
):
    (tmp_path / "data.bin").write_bytes(content)
    with pytest.raises(error, match=words):
        get_file(origin=origin, extract=True, archive_format=archive_format)
    assert files_in(home) == ["datasets/data.bin_archive"]


def test_unpacking_warns_of_nothing(home, origin, tmp_path):
    (tmp_path / "data.bin").write_bytes(GOOD_TAR)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        get_file(origin=origin, extract=True)
