"""What is said of a training of thousands of epochs, which nobody wants to wait for."""

from recorded import Recorded

from plugkeras.runs import Watched
from plugkeras_tui.standing import Standing
from plugkeras_tui.train.diagnosis import diagnosis
from plugkeras_tui.train.sighting import sighting


def test_a_long_training_is_looked_at_by_few_of_its_epochs_which_keep_their_numbers():
    base = Recorded().begin(epochs=10_000)
    for epoch in range(1, 4001):
        base.epoch, base.step = epoch, epoch * 20
        logs = {"loss": 1 - epoch / 8000, "val_loss": 0.5 + abs(epoch - 1001) / 1000}
        base.write("epoch_end", logs=logs, seconds=0.1, lr=0.01)
    base.flush()
    watched = Watched(base.run)
    watched.look()
    seen = sighting(watched, Standing("running", refusal=""), now=0.0)
    assert len(seen.loss) <= 400
    assert (seen.epoch(len(seen.loss) - 1), seen.loss[-1]) == (4000, 0.5)
    since = next(int(f.text.split()[3].rstrip(":")) for f in diagnosis(seen) if "overfitting" in f.text)
    assert abs(since - 1001) <= seen.every
