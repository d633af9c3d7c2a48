"""A place in an answer: no finer than the asker may know."""

from __future__ import annotations

from typing import Any

from coordination.api.scoped import Chosen


class ShownPlace(Chosen):
    """A place by P-code; strangers are told the admin 2 area at most."""

    def use_pk_only_optimization(self) -> bool:
        return False

    def to_representation(self, value: Any) -> Any:
        return value.shown_to(self.context["request"].user).pcode
