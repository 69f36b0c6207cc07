"""The manifest of the standard callbacks."""

from plugkeras import hookimpl

PLUGKERAS_API = 1

_MODULES = {
    "averages": ("SwapEMAWeights",),
    "backup": ("BackupAndRestore",),
    "checkpoint": ("ModelCheckpoint",),
    "csv_logger": ("CSVLogger",),
    "early_stopping": ("EarlyStopping",),
    "functions": ("LambdaCallback",),
    "learning_rate": ("LearningRateScheduler", "ReduceLROnPlateau"),
    "not_a_number": ("TerminateOnNaN",),
    "progress": ("ProgbarLogger",),
    "remote": ("RemoteMonitor",),
    "tensorboard": ("TensorBoard",),
}


@hookimpl
def register_callbacks() -> dict[str, str]:
    """One class a name; those that the core has itself go by the same door."""
    ours = {name: f"{__name__}.{module}:{name}" for module, names in _MODULES.items() for name in names}
    ours |= {
        "RunLogger": "plugkeras.runs.logger:RunLogger",
        "Interventions": "plugkeras.runs.interventions:Interventions",
    }
    return ours | {name: f"plugkeras.parts.callback:{name}" for name in ("Callback", "History")}
