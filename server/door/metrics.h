/* metrics.h - how the node does, for programs that measure: the text format of Prometheus. No metric
 * names a person.
 * Threads: a worker. Memory: none. Errors: false: the node cannot tell at the moment.
 * Source:  Prometheus, "Exposition formats" (text, version 0.0.4) and "Metric and label naming". */
#ifndef SERVER_DOOR_METRICS_H
#define SERVER_DOOR_METRICS_H

#include "common/buffer.h"
#include "server/node.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

bool metrics_put(struct node *node, struct buffer *out);

#endif
