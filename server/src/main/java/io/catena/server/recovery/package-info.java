/**
 * The command line with which an operator recovers a chain that ZooKeeper has lost, or that has lost its last members:
 * it reads what the copies hold, lets the operator choose one, and writes the choice into ZooKeeper. The decision is
 * made by {@code controller.Recovery}.
 *
 * <p>Nothing here runs in a node. A data directory is opened under its lock, as a node opens it, and its data is not
 * changed.
 */
package io.catena.server.recovery;
