"""The look of a report's page: dark on white, numbers in columns, one column that fits a phone and a sheet of paper.

What is wider than the screen, a table or a picture whose letters would be too small, is moved sideways.

``FAMILY`` and ``FONT`` stand for the font's name and data. The font has one weight, so rank is shown by size and
colour, and nothing is drawn bold or slanted by the browser.
"""

from __future__ import annotations

STYLE = """
@font-face { font-family: "FAMILY"; src: url(data:font/woff2;base64,FONT) format("woff2") }
html { color: #222; background: #fff; font: 16px/1.55 "FAMILY", sans-serif; font-synthesis: none }
body { max-width: 60em; margin: 0 auto; padding: 1.5em 1em 4em }
h1, h2, h3, th, caption { font-weight: normal }
h1 { font-size: 1.9em; line-height: 1.3; margin: 0.5em 0 0.2em }
h2 { font-size: 1.4em; line-height: 1.3; margin: 2.6em 0 0.4em; padding-top: 0.5em; border-top: 1px solid #999 }
p { max-width: 44em; margin: 0.5em 0 }
a { color: #004488 }
.sub, .basis, figcaption, caption, footer, .more { color: #595959 }
.basis, .reading, figcaption, footer, .more { font-size: 0.875em }
.reading { border-left: 3px solid #d9d9d9; padding-left: 0.8em }
nav ol { columns: 2 16em; padding-left: 1.6em; margin: 0.5em 0 }
.wide { overflow-x: auto; margin: 1.2em 0 0.3em }
table { border-collapse: collapse; font-size: 0.875em; line-height: 1.4; min-width: 50% }
caption { text-align: left; padding: 0.2em 0 }
th, td { text-align: left; vertical-align: top; padding: 0.22em 0.9em 0.22em 0; border-bottom: 1px solid #e6e6e6 }
th { border-bottom: 1px solid #999; vertical-align: bottom; color: #595959 }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.s { white-space: nowrap }
.l { overflow-wrap: anywhere }
.group { color: inherit; padding-top: 0.9em; border-bottom: 1px solid #e6e6e6 }
.bar span { display: inline-block; height: 0.7em; background: #8c8c8c }
thead td { border-bottom: 1px solid #999 }
figure { margin: 1.4em 0 0.3em }
img { width: 100%; min-width: 34em; max-width: 44em; height: auto; display: block }
figure .wide { margin: 0 }
.key { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.4em }
footer { margin-top: 4em; border-top: 1px solid #999 }
@media print {
  html { font-size: 10pt }
  body { max-width: none; padding: 0 }
  h2 { break-after: avoid }
  tr, figure { break-inside: avoid }
  img { min-width: 0 }
  .wide { overflow: visible }
  thead { display: table-header-group }
  nav { display: none }
  a { color: inherit; text-decoration: none }
}
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
