"""What a network answered to every test image of a data set, and what follows from it.

`answers` asks the network, in NumPy; `belonging` says whether network and data belong together.
`confusion`, `calibration` and `pairs` count what was answered; `robustness` asks once more, about
images that were moved or drawn with other pens. `folder` keeps a result under the weights' and the
data's digests, so that nobody computes it twice. `make_bundled` writes those that come along.
"""

from nin.results.answers import Answers, answers
from nin.results.belonging import EvaluationError, check_belongs
from nin.results.calibration import Calibration, abstention, calibration
from nin.results.confusion import Confusion, largest_class
from nin.results.evaluation import Result, evaluated
from nin.results.folder import ResultError
from nin.results.pairs import Pair, paired
from nin.results.robustness import Robustness, robustness

__all__ = [
    "Answers",
    "Calibration",
    "Confusion",
    "EvaluationError",
    "Pair",
    "Result",
    "ResultError",
    "Robustness",
    "abstention",
    "answers",
    "calibration",
    "check_belongs",
    "evaluated",
    "largest_class",
    "paired",
    "robustness",
]
