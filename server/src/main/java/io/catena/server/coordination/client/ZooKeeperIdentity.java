package io.catena.server.coordination.client;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;

/**
 * The user of ZooKeeper as which a node comes, by the scheme {@code digest}: the znodes that it makes are that user's alone.
 * The password appears in no message. Immutable.
 */
public final class ZooKeeperIdentity {
    public static final String SCHEME = "digest";

    private final String source;
    private final byte[] userAndPassword;
    private final List<ACL> acl;

    private ZooKeeperIdentity(String source, String userAndPassword) {
        this.source = source;
        this.userAndPassword = userAndPassword.getBytes(StandardCharsets.UTF_8);
        // Not a List.of: ZooKeeper's client asks the list whether it contains null.
        this.acl = Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id(SCHEME, digestOf(userAndPassword))));
    }

    /**
     * @param source names it in messages
     * @throws IllegalArgumentException if the text is not {@code user:password}; the message repeats nothing of it
     */
    public static ZooKeeperIdentity of(String source, String userAndPassword) {
        int colon = userAndPassword.indexOf(':');
        if (colon < 1 || colon == userAndPassword.length() - 1) {
            throw new IllegalArgumentException("it must hold USER:PASSWORD, both not empty");
        }
        return new ZooKeeperIdentity(source, userAndPassword);
    }

    private static String digestOf(String userAndPassword) {
        try {
            return DigestAuthenticationProvider.generateDigest(userAndPassword);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("this Java does not know ZooKeeper's digest algorithm", e);
        }
    }

    public byte[] userAndPassword() {
        return userAndPassword.clone();
    }

    /** All operations for this user, and nothing for others. */
    public List<ACL> acl() {
        return acl;
    }

    /** Where it comes from. */
    @Override
    public String toString() {
        return source;
    }
}
