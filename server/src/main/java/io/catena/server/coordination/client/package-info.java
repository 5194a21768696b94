/**
 * The way to ZooKeeper: its addresses, as whom and with which certificate a node connects, and calls whose failures are
 * typed.
 *
 * <p>Promised: a call whose connection broke has an outcome that is told as unknown, never as failed. Not promised: what is in a
 * znode, of which it knows nothing.
 *
 * <p>Nothing here has state but the certificate files, which {@link io.catena.server.coordination.client.ZooKeeperTls} owns. It
 * knows Curator, ZooKeeper's client and the certificates of {@code tls}.
 */
package io.catena.server.coordination.client;
