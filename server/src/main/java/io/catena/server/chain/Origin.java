package io.catena.server.chain;

/**
 * Whom a request came from, as the node that took it from the client saw it. What is scarce is shared among origins, so that
 * nobody uses up what others need.
 *
 * @param address of the client's machine; sessions are counted by it
 * @param connection tells the client's connection from all others of the cluster; what waits is counted by it
 */
public record Origin(String address, long connection) {}
