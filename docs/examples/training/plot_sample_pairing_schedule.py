"""
======================
SamplePairing by turns
======================

SamplePairing is no sampler for one call of ``fit``: the paper trains a network without it at first,
then with it and without it by turns, and without it at last, to fine-tune on rows as they are
(H. Inoue, "Data augmentation by pairing samples for images classification", arXiv:1801.02929).
:class:`oversample.PairingSchedule` has the times at which it is on, and the rows of each epoch.

Here the digit 8 is rare, and a network of one hidden layer learns to find it, epoch by epoch, with
``partial_fit``: on rows as they are; on rows that SamplePairing fills up by turns, fine-tuned
without it; and on rows that it fills up to the end. All three see as many epochs.
"""

# %%
# A rare digit
# ------------
# All other digits of the training half, and every eighth 8.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import balanced_accuracy_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from oversample import PairingSchedule, SamplePairing

X, y = load_digits(return_X_y=True)
X, y = X / 16, (y == 8).astype(int)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, test_size=0.5, random_state=0)
is_kept = (y_train == 0) | (np.cumsum(y_train) % 8 == 0)
X_train, y_train = X_train[is_kept], y_train[is_kept]
print(f"{len(y_train)} training rows, {y_train.sum()} of them an 8")

# %%
# The schedule
# ------------
# The published one, shortened: 10 epochs without, then 8 on and 2 off, and 10 to fine-tune.

N_EPOCHS = 60
schedule = PairingSchedule(start=10, on=8, off=2, end=50)
active = [epoch for epoch in range(N_EPOCHS) if schedule.is_active(epoch)]
print(f"by turns: on in {len(active)} of {N_EPOCHS} epochs, first {active[0]}, last {active[-1]}")

plt.figure(figsize=(7, 1.6), layout="constrained")
plt.stairs([schedule.is_active(epoch) for epoch in range(N_EPOCHS)], fill=True)
plt.yticks([0, 1], ["off", "on"])
plt.xlabel("epoch")
plt.show()

# %%
# Training
# --------
# Each epoch is one pass of ``partial_fit``. Rows of an epoch that is on are new ones every time.

sampler = SamplePairing(random_state=0)
arms = {
    "never": PairingSchedule(start=N_EPOCHS, end=N_EPOCHS),
    "by turns": schedule,
    "throughout": PairingSchedule(start=0, off=0, end=N_EPOCHS),
}
recall = {}
for name, turns in arms.items():
    network = MLPClassifier(hidden_layer_sizes=(32,), batch_size=32, random_state=0)
    for X_epoch, y_epoch in turns.epochs(sampler, X_train, y_train, N_EPOCHS):
        network.partial_fit(X_epoch, y_epoch, classes=[0, 1])
    predicted = network.predict(X_test)
    recall[name] = recall_score(y_test, predicted)
    accuracy = balanced_accuracy_score(y_test, predicted)
    print(f"{name:10s}  recall of 8: {recall[name]:.2f}  balanced accuracy: {accuracy:.2f}")

# %%
# Without SamplePairing nearly every 8 is missed; with it by turns many are found. Fine-tuning on
# rows as they are, of which few are an 8, gives back a part of what was gained: the paper's classes
# are of one size. If a class is rare, leave the sampler on.
