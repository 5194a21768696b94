/**
 * Places the chains on nodes, on the one node that is elected (M6, M8): reads which nodes are there, asks {@code placement} what
 * follows, and publishes it. A state machine and its ports, beside those of the chains in {@code controller.loop}.
 *
 * <p>A placement is a wish. Nothing that is safe depends on it, on who publishes it, or on when it is read.
 */
package io.catena.server.controller.placing;
