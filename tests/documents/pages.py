#!/usr/bin/python3
"""pages.py FILE.txt IDS.txt [HEADING...] - the pages of a printed document, as pdftotext writes them.

No page may be empty, each person must be on exactly one page, and each page with a person must have all
the headings. Prints what is wrong, and then fails; else the number of pages."""
import re
import sys

pages = open(sys.argv[1], encoding='utf-8').read().split('\f')[:-1]
ids = open(sys.argv[2], encoding='utf-8').read().split()
headings = sys.argv[3:]
wrong = []
for number, page in enumerate(pages, 1):
    words = ' '.join(page.split())
    if not words:
        wrong.append('page %d is empty' % number)
    if any(re.search(r'\b%s\b' % i, words) for i in ids):
        wrong += ['page %d has no heading "%s"' % (number, h) for h in headings if h not in words]
for i in ids:
    times = sum(len(re.findall(r'\b%s\b' % i, page)) for page in pages)
    if times != 1:
        wrong.append('%s is there %d times' % (i, times))
for words in wrong[:10]:
    print('       ' + words)
if wrong:
    sys.exit(1)
print(len(pages))
