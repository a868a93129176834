"""Numbers of classes."""

from oversample.evaluation.classes import code_by_frequency


def test_the_rarest_class_has_the_greatest_number():
    codes, classes = code_by_frequency(["b", "a", "b", "c", "c", "b"])
    assert classes == ("b", "c", "a")
    assert codes.tolist() == [0, 2, 0, 1, 1, 0]


def test_equally_frequent_classes_are_in_the_order_of_their_names():
    assert code_by_frequency(["z", "x", "y", "y"])[1] == ("y", "x", "z")
