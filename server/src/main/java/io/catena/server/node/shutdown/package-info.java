/**
 * The end of a node: in order, at once, or because to continue could do harm.
 */
package io.catena.server.node.shutdown;
