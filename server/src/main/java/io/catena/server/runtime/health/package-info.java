/**
 * What a node measures of how it does, outside of what it measures. All state belongs to the node's event loop, which says what time it is; it knows the averages of {@code chain} and the value that
 * the controller is told.
 */
package io.catena.server.runtime.health;
