/**
 * What a node measures of its own health (H7), outside of what it measures. All state belongs to the node's event loop,
 * which says what time it is. The package knows the averages of {@code chain} and the value that the controller is
 * told.
 */
package io.catena.server.runtime.health;
