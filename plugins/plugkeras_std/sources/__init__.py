"""The manifest of the standard sources."""

from plugkeras import hookimpl

PLUGKERAS_API = 1


@hookimpl
def register_sources() -> dict[str, str]:
    """Classes; their arguments say where the rows of a project come from."""
    return {
        "Dataset": f"{__name__}.dataset:Dataset",
        "CSV": f"{__name__}.csv_file:CSV",
        "NPZ": f"{__name__}.npz:NPZ",
        "HDF5": f"{__name__}.hdf5:HDF5",
        "Images": f"{__name__}.images:Images",
        "Function": f"{__name__}.function:Function",
    }
