"""Former names of standard parts, by kind. (Case and underscores never matter: ``sgd`` is ``SGD``.)"""

NAMES: dict[tuple[str, str], str] = {
    ("losses", "kullback_leibler_divergence"): "kl_divergence",
    ("losses", "cosine_proximity"): "cosine_similarity",
    ("losses", "huber_loss"): "huber",
    ("metrics", "kullback_leibler_divergence"): "KLDivergence",
    ("metrics", "cosine_proximity"): "CosineSimilarity",
}
NAMES |= {  # in files of tf.keras 2.11 to 2.15
    ("optimizers", f"Custom>{name}"): name
    for name in ("SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion")
}
