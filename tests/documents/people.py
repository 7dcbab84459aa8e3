#!/usr/bin/python3
"""people.py roster FILE | sit HOST PORT SECONDS

roster: writes the people of the exam, as a spreadsheet would save them. sit: registers them at a node
and lets most of them sit. The names have accents, quotation marks and separators, and some would be a
formula in a spreadsheet. Nothing is random: each run makes the same exam."""
import csv
import select
import socket
import sys
import time

COUNT = 130
NAMES = ['María Núñez Güipúzcoa', 'José Ángel Iñárritu', 'Zoë O’Neill', "Ana D'Elía", 'Ñusta Quispe',
         '=SUM(1;1)', '+PI()', '@SUM(A1:A9)', '-SUM(2)', '=HYPERLINK("http://example.org";"x")',
         'Pérez; Luis', 'Rojas, Eva', 'La "Nena" Díaz', '<b>Luz</b> & Sol', 'Łukasz Żółć', '王小明',
         'María de los Ángeles del Carmen Fernández de Córdoba y Rodríguez de Villavicencio']
QUESTIONS = 10


def person(i):
    name = NAMES[i] if i < len(NAMES) else 'Persona número %d Ibáñez' % i
    return 'V%d' % (10000000 + 7919 * i), name


def roster(path):
    with open(path, 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file)
        rows.writerow(['cedula', 'nombre', 'sede', 'aula'])
        for i in range(COUNT):
            rows.writerow([*person(i), 'caracas', 'Aula %d' % (i % 3 + 1)])


class Node:
    """A connection that sends requests and reads whole replies (RESP2)."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), 10)
        self.file = self.socket.makefile('rb')

    def read(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:].strip()
        if kind == b'$':
            return None if rest == b'-1' else self.file.read(int(rest) + 2)[:-2].decode()
        if kind == b'*':
            return [self.read() for _ in range(int(rest))]
        if kind == b'-':
            raise SystemExit('people.py: the node refused: ' + line.decode())
        return int(rest) if kind == b':' else rest.decode()

    def ask(self, *words):
        data = [str(word).encode() for word in words]
        self.socket.sendall(b'*%d\r\n' % len(data) + b''.join(b'$%d\r\n%s\r\n' % (len(d), d) for d in data))
        return self.read()

    def pairs(self, *words):
        flat = self.ask(*words)
        return dict(zip(flat[::2], flat[1::2]))


def answer(node, number, i):
    question = node.pairs('QUESTION', number)
    kind = question['kind']
    if (i + number) % 7 == 0:
        return  # left out
    right = i % (number + 3) != 0
    if kind == 'multiple':
        node.ask('ANSWER', number, 1, 2)
    elif kind == 'matching':
        node.ask('ANSWER', number, *range(1, len(question['prompts']) + 1))
    elif kind == 'numeric':
        node.ask('ANSWER', number, ('56' if '7' in question['text'] else '0,125') if right else '7')
    elif kind == 'short':
        node.ask('ANSWER', number, 'lápices' if right else 'lápiz')
    else:
        node.ask('ANSWER', number, 1 if right else 2)


def connect(host, port, seconds):
    end = time.monotonic() + seconds
    while True:
        try:
            return Node(host, port)
        except OSError:
            if time.monotonic() > end:
                raise
            select.select([], [], [], 0.1)


def sit(host, port, seconds):
    connect(host, port, seconds)
    for i in range(COUNT):
        node = Node(host, port)
        code = node.pairs('REGISTER', person(i)[0])['code']
        if i % 13 == 5:
            continue  # does not come
        node.ask('AUTH', person(i)[0], code, 'terminal-of-person-number-%06d' % i)
        node.ask('START')
        for number in range(1, QUESTIONS + 1):
            answer(node, number, i)
        if i % 13 != 6:  # who has not finished yet
            node.ask('FINISH')


if sys.argv[1] == 'roster':
    roster(sys.argv[2])
else:
    sit(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
