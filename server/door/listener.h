/* listener.h - one of the sockets that a node listens on, and what its connections may do.
 * Threads: any; constant while the node runs. Memory: the server's. */
#ifndef SERVER_DOOR_LISTENER_H
#define SERVER_DOOR_LISTENER_H

struct hosts;
struct tls_context;

/* Which commands a connection has, and in which form they come. */
enum worker_role {
    WORKER_CLIENT,   /* terminals and libraries, RESP (session.h) */
    WORKER_OPERATOR, /* sinodoctl, RESP (operator.h) */
    WORKER_WEB,      /* browsers of applicants, WebSocket (browser.h) */
    WORKER_DESK,     /* browsers of staff, WebSocket */
    WORKER_METRICS,  /* a program on this machine that measures, HTTP (metrics.h) */
    WORKER_ROLES
};

struct listener {
    enum worker_role role;
    int fd;                  /* -1: not open */
    struct tls_context *tls; /* NULL: plain */
    struct hosts *hosts;     /* of a role that speaks HTTP */
};

#endif
