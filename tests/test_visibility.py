"""A signed-in person sees rows, anybody else none: for every model that we have."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests import make
from tests.walk import factory, our_models


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_rows_are_for_people_who_signed_in(model):
    row = factory(model)()

    assert row in model.objects.visible_to(make.user())
    assert not model.objects.visible_to(AnonymousUser()).exists()
