"""The check of health finds what is wrong."""

import pytest

from tests.browser.conftest import Opener
from tests.support.browser.architecture import TINY
from tests.support.browser.health import check_health, violations

pytestmark = pytest.mark.browser


def test_the_check_of_health_finds_what_is_wrong(open_app: Opener) -> None:
    page = open_app("?net=" + TINY)
    main = page.get_by_test_id("stMain")
    main.evaluate("main => { main.innerHTML += '<img id=nameless width=20 height=20>'; }")
    assert any("image-alt" in violation for violation in violations(page))
    main.evaluate("main => { main.innerHTML += '<div style=width:3000px>wide</div>'; }")
    with pytest.raises(AssertionError, match="the page scrolls sideways"):
        check_health(page)
