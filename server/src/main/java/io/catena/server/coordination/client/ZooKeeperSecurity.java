package io.catena.server.coordination.client;

import java.util.Optional;

/**
 * How the connection to ZooKeeper and the znodes are protected.
 *
 * @param identity whose the znodes are; empty if everybody may read and write them
 * @param tls what TLS needs; empty for plain text
 */
public record ZooKeeperSecurity(Optional<ZooKeeperIdentity> identity, Optional<ZooKeeperTls> tls) {
    public static final ZooKeeperSecurity NONE = new ZooKeeperSecurity(Optional.empty(), Optional.empty());
}
