"""growth.py: the slope tells constant, linear and worse apart."""

import unittest

import sample
import figures
import growth


def curves(cost, sizes=(0, 1, 10, 100, 1000)):
    works = [sample.work(f"growth/skipped/{size}", cost(size)) for size in sizes]
    return growth.curves(figures.Figures([sample.run(1, works, group="growth")]))


class Slopes(unittest.TestCase):
    def test_constant(self):
        curve, = curves(lambda size: 0.05 + 0.00000001 * size)
        self.assertEqual((round(curve.slope, 2), curve.grows), (0.0, "constant"))
        self.assertEqual([size for size, *_ in curve.points], [0, 1, 10, 100, 1000])

    def test_linear_behind_a_fixed_cost(self):
        curve, = curves(lambda size: 5 + size)
        self.assertEqual(curve.grows, "linear")

    def test_square_hidden_behind_a_fixed_cost_is_worse_than_linear(self):
        curve, = curves(lambda size: 50 + 0.01 * size * size)
        self.assertEqual(curve.grows, "worse than linear")
        self.assertGreater(curve.slope, growth.STEEPEST)

    def test_n_log_n_within_a_sixth_is_not_called_worse(self):
        import math
        curve, = curves(lambda size: size * (10 + math.log(size + 1)))
        self.assertEqual(curve.grows, "linear")

    def test_two_sizes_are_no_curve(self):
        self.assertEqual(curves(lambda size: size + 1, sizes=(0, 1, 10)), [])
