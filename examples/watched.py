"""A training that others can watch and steer while it runs: plugkeras watch, plugkeras runs do latest pause."""

import plugkeras as keras
from plugkeras.layers import Dense, Input

keras.utils.set_random_seed(0)
(x, y), (x_test, y_test) = keras.datasets.spirals.load_data()
model = keras.Sequential(
    [
        Input((2,)),
        Dense(32, activation="relu"),
        Dense(32, activation="relu"),
        Dense(2, activation="softmax"),
    ]
)
model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
logger = keras.callbacks.RunLogger(name="spirals", control=True)
model.fit(x, y, epochs=40, validation_split=0.2, verbose=0, callbacks=[logger])

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"{accuracy:.1%} of the test points are told apart; plugkeras watch spirals shows how it went")
assert accuracy > 0.97
assert logger.run.state == "done"
