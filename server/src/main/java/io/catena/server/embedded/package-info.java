/**
 * A ZooKeeper server as a process of its own, for trying Catena and for tests, made of the libraries that a node ships
 * anyway.
 *
 * <p>Promised: a standalone ZooKeeper server that other machines cannot reach. It is no part of a node: a node never
 * imports this package, it connects to an address, and behaves the same whether an ensemble or this server listens
 * there. Its state belongs to ZooKeeper and lies in the given data directory.
 */
package io.catena.server.embedded;
