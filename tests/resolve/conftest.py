"""Resources are read once for all tests of this folder."""

import pytest

from jishi.resources import Resources, load_resources


@pytest.fixture(scope="session")
def resources() -> Resources:
    return load_resources()
