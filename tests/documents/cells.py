#!/usr/bin/python3
"""cells.py TRUTH.json SHEET.fods WORDS.csv SIGN [SHOWN.csv] - is a table what it was before a spreadsheet
opened it?

TRUTH.json is the same table as the program writes it as JSON: an array of objects. SHEET.fods is what
LibreOffice made of the file. Each number must be a number there, of that value, and each text a text,
character for character, but for an apostrophe that keeps it from being a formula; no cell may hold a
formula. WORDS.csv is the table with the words of the user's language, which must have the same IDs and
names. SIGN is that language's decimal sign; where it is a comma the CSV is separated by semicolons.
SHOWN.csv is the sheet as a person sees it, separated by semicolons. Prints what is wrong, and then
fails."""
import csv
import json
import sys
import xml.etree.ElementTree as tree

OFFICE = '{urn:oasis:names:tc:opendocument:xmlns:office:1.0}'
TABLE = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
TEXT = '{urn:oasis:names:tc:opendocument:xmlns:text:1.0}'
wrong = []


def complain(words):
    wrong.append(words)


def text_of(cell):
    return '\n'.join(''.join(p.itertext()) for p in cell.findall(TEXT + 'p'))


def rows_of(sheet):
    """The rows with something in them: cells as (type, value, text)."""
    for row in sheet.iter(TABLE + 'table-row'):
        cells = []
        for cell in row:
            if cell.tag != TABLE + 'table-cell':
                continue
            if TABLE + 'formula' in cell.attrib:
                complain('a formula runs: ' + cell.attrib[TABLE + 'formula'])
            kind = cell.get(OFFICE + 'value-type')
            one = (kind, cell.get(OFFICE + 'value'), text_of(cell))
            again = int(cell.get(TABLE + 'number-columns-repeated', '1'))
            cells += [one] * (again if kind else min(again, 100))
        while cells and cells[-1][0] is None:
            cells.pop()
        if cells:
            yield cells


def bare(text):
    return text[1:] if text[:1] == "'" else text


def compare(where, expected, cell):
    kind, value, shown = cell
    if expected in (None, ''):
        if kind is not None:
            complain('%s: %r where nothing is' % (where, shown))
    elif isinstance(expected, (int, float)) and not isinstance(expected, bool):
        if kind not in ('float', 'percentage') or abs(float(value) - expected) > 1e-9:
            complain('%s: %s is not the number %r but %s %r' % (where, shown, expected, kind, value))
    elif kind != 'string' or bare(shown) != bare(expected):
        complain('%s: not the text %r but %s %r' % (where, expected, kind, shown))


def check_sheet(truth, path):
    sheet = next(tree.parse(path).iter(TABLE + 'table'))
    rows = list(rows_of(sheet))
    if len(rows) != len(truth) + 1:
        complain('%d rows, of %d and the headings' % (len(rows), len(truth)))
    width = len(truth[0])
    if len(rows[0]) != width or any(kind != 'string' for kind, _, _ in rows[0]):
        complain('%d headings, of %d' % (len(rows[0]), width))
    for number, (expected, cells) in enumerate(zip(truth, rows[1:]), 2):
        cells += [(None, None, '')] * (width - len(cells))
        for (name, value), cell in zip(expected.items(), cells):
            compare('row %d, %s' % (number, name), value, cell)


def read_csv(path, separator):
    with open(path, newline='', encoding='utf-8-sig') as file:
        return list(csv.reader(file, delimiter=separator, strict=True))


def take_words(truth, path):
    """Puts the words of that language in the place of JSON's."""
    with open(path, encoding='utf-8-sig') as file:
        separator = ';' if ';' in file.readline() else ','
    rows = read_csv(path, separator)[1:]
    if len(rows) != len(truth):
        complain('%d rows of CSV, of %d' % (len(rows), len(truth)))
    for expected, cells in zip(truth, rows):
        for (name, value), text in zip(list(expected.items()), cells):
            if not isinstance(value, str):
                continue
            if name in ('id', 'name') and bare(text) != bare(value):
                complain('CSV has %r for %r' % (text, value))
            expected[name] = bare(text)


def check_shown(truth, path, sign):
    """Fractions alone tell which sign is shown."""
    rows = read_csv(path, ';')
    fractions = 0
    for number, (expected, cells) in enumerate(zip(truth, rows[1:]), 2):
        for (name, value), shown in zip(expected.items(), cells):
            if isinstance(value, float) and value != int(value):
                fractions += 1
                if float(shown.replace(sign, '.').rstrip('%')) != value or sign not in shown:
                    complain('row %d, %s: %r is shown as %r' % (number, name, value, shown))
    if fractions == 0:
        complain('no number with a fraction is there')


truth = json.load(open(sys.argv[1], encoding='utf-8'))
if isinstance(truth, dict):  # with what the table is of
    truth = next(value for value in truth.values() if isinstance(value, list))
take_words(truth, sys.argv[3])
check_sheet(truth, sys.argv[2])
if len(sys.argv) > 5:
    check_shown(truth, sys.argv[5], sys.argv[4])
for words in wrong[:10]:
    print('       ' + words)
sys.exit(1 if wrong else 0)
