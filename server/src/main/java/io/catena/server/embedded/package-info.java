/**
 * A ZooKeeper server as a process of its own, for trying Catena out and for tests, from the libraries that a node
 * ships anyway.
 *
 * <p>It promises a standalone ZooKeeper that nobody outside this machine can reach. It is no part of a node: a node
 * never imports this package, it only ever connects to an address, and whether an ensemble or this stands behind it
 * makes no difference to it. Its state belongs to ZooKeeper and lies in the data directory that it is given.
 */
package io.catena.server.embedded;
