"""Whether an engine is right: ``check_engine(MyEngine)`` raises AssertionError with a sentence for all that is not.

    from plugkeras.testing.engines import ENGINE_CHECKS, check_engine

    @pytest.mark.parametrize("check", ENGINE_CHECKS, ids=lambda c: c.__name__)
    def test_my_engine(check):
        check(MyEngine)

An engine is given by its name, its class, or any function that makes one. The engine in use stays what it was.
"""

from collections.abc import Callable

from plugkeras.engine import Engine
from plugkeras.testing.engine_laws import (
    arrays_go_in_and_come_out,
    gradients_go_where_they_should,
    it_is_whole,
    map_changes_the_first_by_the_rule,
    own_gradients_flow,
    values_can_be_looked_at,
    variables_are_laid_out_together,
)
from plugkeras.testing.engine_primitives import (
    floats_of_other_widths_are_computed_in_them,
    gradients_are_those_of_differences,
    primitives_are_the_usual_ones,
)
from plugkeras.testing.engine_steps import (
    a_compiled_step_is_the_step,
    a_small_model_trains_to_the_same_losses,
    draws_repeat,
    values_decide,
)

ENGINE_CHECKS: tuple[Callable[[str | Callable[[], Engine]], None], ...] = (
    it_is_whole,
    arrays_go_in_and_come_out,
    primitives_are_the_usual_ones,
    gradients_are_those_of_differences,
    gradients_go_where_they_should,
    own_gradients_flow,
    variables_are_laid_out_together,
    map_changes_the_first_by_the_rule,
    values_can_be_looked_at,
    values_decide,
    a_compiled_step_is_the_step,
    draws_repeat,
    a_small_model_trains_to_the_same_losses,
    floats_of_other_widths_are_computed_in_them,  # the last: doubles may be there for good then
)


def check_engine(make: str | Callable[[], Engine]) -> None:
    """Make all checks; one that fails keeps no other from being made, but for an engine that is not whole.

    Raises:
        AssertionError: what is wrong, a line a check.
    """
    it_is_whole(make)
    wrong = [said for check in ENGINE_CHECKS[1:] if (said := _failure(check, make))]
    assert not wrong, f"{len(wrong)} of {len(ENGINE_CHECKS)} checks of the engine failed:\n" + "\n".join(wrong)


def _failure(check: Callable[..., None], make: str | Callable[[], Engine]) -> str:
    try:
        check(make)
    except Exception as problem:
        said = str(problem) if isinstance(problem, AssertionError) else f"{type(problem).__name__}: {problem}"
        return f"- {check.__name__}: {said}"
    return ""
