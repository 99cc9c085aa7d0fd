"""What many tests start from: the compiled forms, the clean family, a work file, a document on the desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.documents import drafts_of, summary_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.step import Mode
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import form_dir, load_form
from regsosek_desk.storage.workfile import WorkFile

settings.register_profile("desk", deadline=None)  # a busy machine breaks no law
settings.load_profile("desk")

SLS_ID = "3321010001000100"
K, VK = "regsosek22-k", "regsosek22-vk1"
FROM_VK = ("r101", "r102", "r103", "r104", "r105", "r105_sub", "r106", "r107", "r108", "r109", "r110", "r111")


@pytest.fixture(scope="session")
def k() -> FormProgram:
    """The family questionnaire."""
    return load_form(K)


@pytest.fixture(scope="session")
def vk() -> FormProgram:
    """The list of families."""
    return load_form(VK)


@pytest.fixture(scope="session")
def _clean() -> tuple[dict[str, Any], dict[str, Any]]:
    k_case, vk_case = (
        read_case(form_dir(form) / "cases" / name)
        for form, name in ((K, "keluarga-bersih.yaml"), (VK, "vk-bersih.yaml"))
    )
    return k_case.answers, vk_case.answers


@pytest.fixture
def family(_clean: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """Answers of a clean family of four; each test may change its own copy."""
    return deepcopy(_clean[0])


@pytest.fixture
def families_list(_clean: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """Answers of a clean VK list."""
    return deepcopy(_clean[1])


@pytest.fixture(scope="session")
def _empty_workfile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kerja") / "kosong.regsosek"
    with WorkFile.create(path, {"mode": "latihan", "petugas": "02301"}) as file:
        file.add_sls(Sls(SLS_ID, "RT 001 RW 001"))
        file.add_petugas(Petugas("02301", "SITI AMINAH"))
    return path


@pytest.fixture
def make_work(_empty_workfile: Path, tmp_path: Path) -> Iterator[Callable[..., WorkFile]]:
    """Opens a fresh work file that knows one SLS, under a name of its own; all are closed at the end."""
    opened: list[WorkFile] = []

    def make(name: str = "") -> WorkFile:
        path = tmp_path / (name or f"kerja-{len(opened)}.regsosek")
        shutil.copy(_empty_workfile, path)
        opened.append(WorkFile.open(path))
        return opened[-1]

    yield make
    for file in opened:
        file.close()


def stamp(source: str = "keyed") -> Stamp:
    return Stamp.now("02301", "laptop", source)


@pytest.fixture
def make_desk(make_work: Callable[..., WorkFile]) -> Callable[..., DocumentDesk]:
    """Opens a document on the desk: given its prelist answers, and answers keyed already."""

    def make(
        prelist: Mapping[str, Any] | None = None,
        keyed: Mapping[str, Any] | None = None,
        *,
        form: str = K,
        file: WorkFile | None = None,
        run: Callable[[Callable[[WorkFile], Any]], Any] | None = None,
    ) -> DocumentDesk:
        work, program = file or make_work(), load_form(form)
        rosters = program.bound.form.rosters
        given = drafts_of(prelist, rosters) if prelist else []
        [document] = work.create_documents(stamp("prelist"), [NewDocument(form, SLS_ID, Summary(), given)])
        desk = DocumentDesk(run or (lambda function: function(work)), program, document, stamp)
        if keyed:
            work.commit(document, drafts_of(keyed, rosters, prelist), stamp("training"), Summary())
            desk = DocumentDesk(desk._run, program, document, stamp)
        work.save_summaries([(document, summary_of(desk.instance, desk.review))])
        return desk

    return make


@pytest.fixture
def prelist(family: dict[str, Any]) -> dict[str, str]:
    """What a K takes over from its line on the VK list."""
    return {question: family[question] for question in FROM_VK}


@pytest.fixture
def rest(family: dict[str, Any], prelist: dict[str, str]) -> dict[str, Any]:
    """The clean family without what came from the VK list."""
    return {question: answer for question, answer in family.items() if question not in prelist}


@pytest.fixture
def make_keyer(make_desk: Callable[..., DocumentDesk], prelist: dict[str, str]) -> Callable[..., Keyer]:
    """Opens a K whose shared answers came from the VK list, for keying at a place."""

    def make(at: str | Place | None = None, mode: Mode = "jalur", keyed: Any = None, **more: Any) -> Keyer:
        desk = make_desk(prelist, keyed)
        place = Place(at) if isinstance(at, str) else at
        return Keyer(desk, Recall(desk.program.bound, {"PADI": "01"}), mode=mode, place=place, **more)

    return make
