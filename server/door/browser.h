/* browser.h - serves a connection that begins with HTTP (http.h): the documents and files of the pages
 * (assets.h), the metrics, and after the upgrade at /ws a WebSocket (websocket.h). Each binary message
 * of the browser is one request of session.h, an array of bulk strings, and each binary message of the
 * node the reply to one, in order.
 *
 * The node sends a ping every 5 s: the browser itself answers it, also for a tab that is hidden or
 * prints, and the pong is a sign of life of the terminal as any other byte.
 *
 * Threads: the connection's worker. Memory: its own. Errors: it returns, and the connection closes. */
#ifndef SERVER_DOOR_BROWSER_H
#define SERVER_DOOR_BROWSER_H

#include "server/door/connection.h"

/* Until the connection ends. */
void browser_serve(struct connection *connection);

#endif
