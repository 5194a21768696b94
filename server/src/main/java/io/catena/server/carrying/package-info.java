/**
 * Which chains a node carries, in a cluster whose chains are not on all nodes: it begins to carry one, its member leaves a chain that is
 * to be elsewhere, and the node removes what it had of it (M9 to M11). Pure: what has to be done is done by a port.
 *
 * <p>The placement only says what to begin. What is removed follows from what the chain's members have made sure of.
 */
package io.catena.server.carrying;
