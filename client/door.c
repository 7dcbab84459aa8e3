#include "client/door.h"

#include "client/lines.h"
#include "client/say.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 1024, LINE_SIZE = 512, TEXT_SIZE = 2048, CONNECT_MS = 5000, BUSY_MS = 500 };

/* --- remembered keys: lines of HOST:PORT, a space, the fingerprint --- */

static bool make_directory(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

/* The path of the file of known nodes; false without a home directory. make: its folder too. */
static bool known_nodes(char path[PATH_SIZE], bool make)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char dir[PATH_SIZE - 64];
    if (config != NULL && config[0] == '/')
        (void)snprintf(dir, sizeof dir, "%s", config);
    else if (home != NULL && home[0] == '/')
        (void)snprintf(dir, sizeof dir, "%s/.config", home);
    else
        return false;
    (void)snprintf(path, PATH_SIZE, "%s/sinodo", dir);
    if (make && (!make_directory(dir) || !make_directory(path)))
        return false;
    (void)snprintf(path, PATH_SIZE, "%s/sinodo/known_nodes", dir);
    return true;
}

/* The last TLS_PINS keys count. */
static void trust(struct door *door, const struct fingerprint *key)
{
    if (door->pin_count == TLS_PINS) {
        memmove(door->pins, door->pins + 1, (TLS_PINS - 1) * sizeof *door->pins);
        door->pin_count--;
    }
    door->pins[door->pin_count++] = *key;
}

bool door_trusts(const struct door *door, const struct fingerprint *seen)
{
    bool known = false;
    for (size_t i = 0; i < door->pin_count; i++)
        known |= fingerprint_equal(seen, &door->pins[i]);
    return known;
}

enum known { KNOWN_NOT, KNOWN, KNOWN_UNREADABLE };

/* The key that a line has for this address. A line that ends without a key may be of any address that
 * begins with its text: KNOWN_UNREADABLE. */
static enum known read_line(char *line, const char *address, struct fingerprint *out)
{
    line[strcspn(line, "\n")] = '\0';
    size_t name = strcspn(line, " ");
    bool whole = line[name] == ' ';
    if (name == 0 || strncmp(line, address, name) != 0 || (whole && address[name] != '\0'))
        return KNOWN_NOT;
    return whole && fingerprint_parse(line + name + 1, out) ? KNOWN : KNOWN_UNREADABLE;
}

static void tell_unreadable(const char *address, const char *path)
{
    char text[TEXT_SIZE];
    (void)snprintf(text, sizeof text,
                   _("The key remembered for the node at %s cannot be read: ask the staff for the "
                     "key and give it with --pin, or take that line out of %s."),
                   address, path);
    lines_tell(stderr, text);
}

/* The remembered keys of the address: those of the last TLS_PINS lines, so that a node can be given
 * another key. Where a key may be remembered and cannot be read, the client does not connect without
 * one. */
static enum known look_up(const char *address, struct door *door)
{
    char path[PATH_SIZE], line[LINE_SIZE];
    enum known known = KNOWN_NOT;
    struct fingerprint key;
    if (!known_nodes(path, false))
        return KNOWN_NOT;
    FILE *file = fopen(path, "re");
    if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
        return KNOWN_NOT;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        enum known said = read_line(line, address, &key);
        if (said == KNOWN)
            trust(door, &key);
        if (said != KNOWN_NOT)
            known = said; /* of several the last */
    }
    if (file == NULL || ferror(file) != 0)
        known = KNOWN_UNREADABLE;
    if (file != NULL)
        (void)fclose(file);
    if (known == KNOWN_UNREADABLE)
        tell_unreadable(address, path);
    return known;
}

/* Does the file end within a line? A line that is appended would continue it. */
static bool is_torn(int fd)
{
    char last;
    off_t end = lseek(fd, 0, SEEK_END);
    return end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n';
}

static bool remember(const char *address, const char *fingerprint)
{
    char path[PATH_SIZE];
    int fd =
        known_nodes(path, true) ? open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return false;
    bool written = dprintf(fd, "%s%s %s\n", is_torn(fd) ? "\n" : "", address, fingerprint) > 0 &&
                   fsync(fd) == 0;
    return close(fd) == 0 && written;
}

/* --- a key that is not known yet --- */

/* One attempt. STATUS_CLOSED: no answer; STATUS_INVALID: an answer that is not TLS. */
static enum status knock_once(const struct door *door, struct mono deadline,
                              struct fingerprint *seen)
{
    struct stream stream;
    int fd;
    if (net_connect(&door->address, deadline, &fd) != STATUS_OK)
        return STATUS_CLOSED;
    enum status status = stream_open(&stream, door->tls, fd);
    if (status == STATUS_OK)
        status = stream_handshake(&stream, deadline);
    *seen = stream.seen;
    stream_close(&stream);
    close(fd);
    return status == STATUS_OK ? STATUS_OK : STATUS_INVALID;
}

/* Connects, reads the key that the node shows and disconnects. A node without room refuses before
 * the handshake, without TLS: it then looks like a node that has no TLS, or like an attacker in
 * between who pretends that. So the client tries again, and never connects without TLS. */
static bool knock(const struct door *door, struct fingerprint *seen)
{
    struct mono deadline = clock_deadline(CONNECT_MS);
    enum status status = knock_once(door, deadline, seen);
    while (status == STATUS_INVALID && clock_left_ms(deadline) > BUSY_MS) {
        (void)poll(NULL, 0, BUSY_MS);
        status = knock_once(door, deadline, seen);
    }
    if (status == STATUS_CLOSED)
        lines_tell(stderr, _("No answer from the node: is the address right?"));
    else if (status != STATUS_OK)
        lines_tell(stderr, _("No secure connection: the node is busy, or does not use TLS. Ask the "
                             "staff."));
    return status == STATUS_OK;
}

static bool confirm(const char *address, const char *fingerprint)
{
    static char line[LINES_SIZE];
    char text[TEXT_SIZE];
    if (!isatty(STDIN_FILENO)) {
        (void)snprintf(text, sizeof text,
                       _("The node at %s is not known yet. Its key: %s\nGive it with --pin once "
                         "the staff have confirmed it."),
                       address, fingerprint);
        lines_tell(stderr, text);
        return false;
    }
    (void)snprintf(text, sizeof text,
                   _("This terminal does not know the node at %s yet.\nIts key: %s\nIs this the "
                     "key that the centre's staff have on paper? Write yes or no: "),
                   address, fingerprint);
    enum lines_reply reply = LINES_OTHER;
    while (reply == LINES_OTHER && lines_ask(text, line)) {
        reply = lines_reads(line);
        (void)snprintf(text, sizeof text, "%s", _("Write yes or no: "));
    }
    if (reply == LINES_YES)
        return true;
    lines_tell(stderr, _("Not confirmed: nothing was sent to that node. Show the key to the "
                         "staff; when it is right, start again."));
    return false;
}

static enum door_result learn_key(struct door *door, const char *address)
{
    char text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint seen;
    if (!knock(door, &seen))
        return DOOR_CLOSED;
    trust(door, &seen);
    fingerprint_text(&seen, text);
    if (!confirm(address, text))
        return DOOR_STRANGER;
    if (!remember(address, text))
        lines_tell(stderr, _("The key could not be remembered: it will be asked again."));
    return DOOR_OPEN;
}

enum door_result door_open(struct door *door, const struct net_address *address, bool tls,
                           const struct fingerprint *pins, size_t pin_count)
{
    const struct tls_options options = {.trust = TLS_NOTED};
    char text[NET_ADDRESS_SIZE];
    net_format(address, text);
    *door = (struct door){.address = *address};
    for (size_t i = 0; i < pin_count; i++)
        trust(door, &pins[i]);
    enum known known = pin_count == 0 ? look_up(text, door) : KNOWN;
    if (known == KNOWN_UNREADABLE)
        return DOOR_STRANGER;
    if (!tls && known == KNOWN_NOT)
        return DOOR_OPEN;
    if (tls_context_open(&options, &door->tls) != STATUS_OK) {
        lines_tell(stderr, _("TLS cannot be used on this terminal."));
        return DOOR_CLOSED;
    }
    return known == KNOWN ? DOOR_OPEN : learn_key(door, text);
}
