/**
 * What an operator does about a chain that ZooKeeper has lost, or that has lost its last members, on the command line: find
 * out what the copies hold, choose one, have it written into ZooKeeper. The decision is {@code controller.Recovery}'s.
 *
 * <p>Nothing here runs in a node. A directory is opened as a node does, under its lock, and given back as it was.
 */
package io.catena.server.recovery;
