"""From where on a camera is good enough, and from where on it may do. Pure.

What is counted in hundreds was measured with the models of this version, on pictures that they were never trained on
(those of models/mark-detector.md: Vietnamese plates in one and two rows, Chinese plates, container numbers; 16 to 40 of
each), made smaller, blurred, turned and sheared step by step: how many of 100 were read right, and how many of them
right and without review. The rest is what can be read by eye.
"""

from __future__ import annotations

from collections.abc import Mapping

from edge.values import MarkKind

Pair = tuple[float, float]
"""Good from or up to here, weak from or up to there."""

# The vote wants several pictures of a truck: so many to each metre of its way.
PICTURES_A_METRE = 3.0, 1.5
# The first is `edge.watcher.MAX_AGE_S`: what is older is not read.
AGE_S = 0.3, 0.6
# Plates in one row, 3.9 % of the longer side of a zone of 1920 pixels: 82 of 100 right, 70 without review; 4.7 %: 93
# and 80; 5.7 %: 96 and 83. Of a zone of 960 pixels 4.2 %: 59 and 27; 5.2 %: 88 and 68; 6.2 %: 93 and 79.
SHARE_OF_ZONE = 0.055, 0.04
# Characters of plates below 9 pixels: 63 and 32; 9 to 11: 94 and 79; 14 to 18: 97 and 87; 22 to 30: 98 and 92.
# Container numbers of about 8 pixels: 84 and 66; of 10: 97 and 71; of 14: 100 and 89.
CHAR_PX: Mapping[MarkKind, Pair] = {"plate": (18.0, 11.0), "container": (14.0, 10.0)}
# Plates blurred by a Gaussian of 0.04 of the character's height: 93 and 90; 0.06: 88 and 78; 0.08: 71 and 46; 0.1: 39
# and 16. Sharper than the least no lens and no compression lets an edge be.
EDGE_OF_CHAR = 0.05, 0.07
LEAST_EDGE_PX = 1.1, 1.5
# Of the whole zone, before the first mark was seen.
EDGE_PX = 1.6, 2.4
# Plates moved along their rows by 0.1 of the character's height: 92 and 84; by 0.15: 88 and 76; by 0.2: 72 and 54; by
# 0.3: 29 and 15. Across them it is a little less bad.
MOTION_OF_CHAR = 0.12, 0.18
# Turned by 5 degrees: 100 and 94; by 10: 97 and 84; by 15: 97 and 72; by 20: 97 and 58.
TILT_DEG = 8.0, 15.0
# Sheared by 10 degrees: 100 and 90; by 15: 94 and 80; by 20: 87 and 62; by 25: 74 and 43.
SKEW_DEG = 12.0, 20.0

MEAN = (40.0, 200.0), (20.0, 230.0)
MOST_BLACK = 0.3, 0.6
MOST_WHITE = 0.05, 0.15
CONTRAST = 60.0, 35.0
FEW_READS = 5
SURE = 0.7, 0.4
