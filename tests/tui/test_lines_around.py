"""The lines above and below every screen: screens and keys that there is room for, whole, and what they do now."""

from opening import opened, settled, template
from recorded import Recorded

from plugkeras_tui import train_key
from plugkeras_tui.footer import OTHERS, RANKS, REFUSED, QuietFooter, Said, fitting
from plugkeras_tui.screen_keys import named


def said(key, does, rank=OTHERS):
    return Said(key, key, does, rank != REFUSED, does, rank)


KEYS = [
    *(said("a", "add a layer"), said("s", "step", REFUSED), said("b", "bypass")),
    *(said("f5", "train", RANKS["train"]), said("?", "keys", RANKS["menu"])),
]


def test_what_is_refused_gives_way_first_and_the_key_of_all_keys_last():
    def shown(width):
        return [one.key for one in fitting(KEYS, width)]

    whole = sum(one.width for one in KEYS)
    assert shown(whole) == ["a", "s", "b", "f5", "?"]
    assert shown(whole - 1) == ["a", "b", "f5", "?"]
    assert shown(whole - 10) == ["a", "f5", "?"]
    assert shown(9) == ["?"]


def test_screens_are_named_as_far_as_there_is_room():
    assert "▸3 Train 4 Inspect" in named("3", 80, {}).plain
    assert named("3", 40, {}).plain == "0 1 2 ▸3 Train 4 5 6 7"
    assert named("3", 40, {"Train": "t"}).plain == "0 1 2 ▸t Train 4 5 6 7"
    assert named("3", 10, {}).plain == ""


async def test_the_footer_ends_in_no_half_a_key_and_says_that_a_finished_run_is_trained_anew():
    project = template("Spirals")
    run = Recorded(project=project).begin(epochs=3).train(3).end().run
    async with opened(project, screen="Train") as pilot:
        pilot.app.session.attach(run)
        await settled(pilot)
        assert "f5 train more" in footer(pilot)
        await pilot.press("escape")
        await settled(pilot)
        told = footer(pilot)
        assert [word for word in ("f5 train anew", "? keys", "p predict") if word not in told] == []
        assert "f8 stop" not in told
        assert len(told) <= 80


async def test_sentences_name_the_key_that_a_person_has_chosen(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "keys.toml").write_text('"run.toggle" = "f9"')
    try:
        async with opened(screen="Train") as pilot:
            assert "F9 trains the project" in str(pilot.app.screen.query_one("#progress").text)
    finally:
        train_key.have("", "")


def footer(pilot):
    return pilot.app.screen.query_one(QuietFooter).render().plain
