"""Whether the texts of a figure can be read: in the font, inside the figure, none over another."""

import itertools

from analysis.fonts import FAMILY


def check_boxes(figure, texts, *, smallest=0.0):
    """Fail unless each text has the font and at least a size, lies inside the figure, and overlaps no other."""
    whole, boxes = figure.bbox.padded(1), []
    for text in texts:
        assert text.get_fontfamily() == [FAMILY] and text.get_fontsize() >= smallest
        box = text.get_window_extent()
        assert whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1), text.get_text()
        boxes.append((text.get_text(), box.padded(-2)))
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not (a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1), (one, other)
