"""redis-py.py PORT ID DIR - takes an exam by redis-py with its defaults, which loses its connection between
the first answer and the second. Prints "answered" before that, and the result at the end."""
import sys
import threading

import redis

node = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
person = sys.argv[2]


def pairs(*words):
    reply = node.execute_command(*words)
    return dict(zip(reply[::2], reply[1::2]))


def connection_was_lost():
    """A connection made anew is signed in as nobody."""
    try:
        pairs("EXAM")
    except redis.AuthenticationError:
        return True
    except redis.ConnectionError:
        pass
    return False


code = pairs("REGISTER", person, "Ana")["code"]
node.execute_command("AUTH", person, code, "a-terminal-of-this-test")
pairs("START")
node.execute_command("ANSWER", 1, 1)
print("answered", flush=True)
while not connection_was_lost():
    threading.Event().wait(0.05)
node.execute_command("AUTH", person, code, "a-terminal-of-this-test")
pairs("START")
node.execute_command("ANSWER", 2, 1)
print("saved", pairs("EXAM")["answered"])
print("finished", pairs("FINISH")["max"], flush=True)
