"""Settings of a script in one object."""

import json
from collections.abc import Iterator
from typing import Any

from plugkeras.errors import StateError, did_you_mean


class Config:
    """Settings by name, as attributes and as items: ``Config(rate=0.1).rate``. A frozen one stays as it is."""

    def __init__(self, **kwargs: Any) -> None:
        vars(self).update(_config=dict(kwargs), _frozen=False)

    @property
    def frozen(self) -> bool:
        """Whether it stays as it is."""
        return bool(vars(self)["_frozen"])

    def freeze(self) -> None:
        """From now on, it stays as it is."""
        vars(self)["_frozen"] = True

    def unfreeze(self) -> None:
        """From now on, it may be changed."""
        vars(self)["_frozen"] = False

    def _changed(self) -> dict[str, Any]:
        if self.frozen:
            raise StateError("This Config is frozen; unfreeze() it before it is changed.")
        return self._settings()

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = vars(self)["_config"]
        return settings

    def as_dict(self) -> dict[str, Any]:
        """The settings in a dict of their own."""
        return dict(self._settings())

    def to_json(self) -> str:
        """The settings as JSON."""
        return json.dumps(self._settings())

    def keys(self) -> Any:
        """Their names."""
        return self._settings().keys()

    def values(self) -> Any:
        """Their values."""
        return self._settings().values()

    def items(self) -> Any:
        """Names and values."""
        return self._settings().items()

    def pop(self, *args: Any) -> Any:
        """The setting of a name, which goes; or what is given besides, if there is none."""
        return self._changed().pop(*args)

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Take settings, as a dict does."""
        self._changed().update(*args, **kwargs)

    def get(self, keyname: str, value: Any = None) -> Any:
        """The setting of that name, or ``value``."""
        return self._settings().get(keyname, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            object.__setattr__(self, name, value)  # which says that there is no setting that
        else:
            self._changed()[name] = value

    def __getattr__(self, name: str) -> Any:
        settings = vars(self).get("_config", {})  # a copy has none yet
        if name in settings:
            return settings[name]
        raise AttributeError(f"This Config has no '{name}'{did_you_mean(name, settings) or '.'}", name=name)

    def __setitem__(self, key: str, item: Any) -> None:
        self._changed()[key] = item

    def __getitem__(self, key: str) -> Any:
        return self._settings()[key]

    def __delitem__(self, key: str) -> None:
        del self._changed()[key]

    def __contains__(self, item: object) -> bool:
        return item in self._settings()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._settings()))

    def __len__(self) -> int:
        return len(self._settings())

    def __repr__(self) -> str:
        return f"<Config {self._settings()}>"
