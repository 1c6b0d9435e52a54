#!/usr/bin/env bash
# An amount of a French statement has a space between its thousands, one that must not break: 10 987,50. ReportLab 5.1.0 (PyPI) writes it
# so, and the readers that give words with their place break it all the same: the last word of the line, which a table reader takes
# for the balance, is 987,50 with pdfplumber 0.11.10 and with PyMuPDF 2.0. Nothing in the text tells it from a gap between columns, as
# the space comes back as a plain one, in the standard and in an embedded font. Seen, for both: "pdfplumber 987,50; PyMuPDF 987,50;
# no-break space left: no".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check reportlab==5.1.0 pdfplumber==0.11.10 pymupdf==2.0
seen=$(venv/bin/python <<'PY'
import pathlib

import pdfplumber
import pymupdf
import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

vera = pathlib.Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
pdfmetrics.registerFont(TTFont("Vera", str(vera)))


def statement(font):
    page = canvas.Canvas("statement.pdf")
    page.setFont(font, 9)
    page.drawString(50, 700, "2026-03-02 Paie")
    page.drawRightString(400, 700, "2\u00a0000,00")
    page.drawRightString(500, 700, "10\u00a0987,50")
    page.save()
    with pdfplumber.open("statement.pdf") as pdf:
        plumber = pdf.pages[0].extract_words()[-1]["text"]
        text = "".join(char["text"] for char in pdf.pages[0].chars)
    mupdf = pymupdf.open("statement.pdf")[0]
    text += mupdf.get_text()
    kept = "yes" if "\u00a0" in text else "no"
    return f"pdfplumber {plumber}; PyMuPDF {mupdf.get_text('words')[-1][4]}; no-break space left: {kept}"


for font in "Helvetica", "Vera":
    print(f"{font}: {statement(font)}")
PY
)
echo "$seen"
[ "$seen" = "Helvetica: pdfplumber 987,50; PyMuPDF 987,50; no-break space left: no
Vera: pdfplumber 987,50; PyMuPDF 987,50; no-break space left: no" ]
