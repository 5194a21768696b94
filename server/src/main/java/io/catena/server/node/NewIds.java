package io.catena.server.node;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random ids that no other node or process is likely to have. */
final class NewIds {
    private NewIds() {}

    static String nodeId() {
        byte[] id = new byte[4];
        new SecureRandom().nextBytes(id);
        return "n-" + HexFormat.of().formatHex(id);
    }

    static long incarnation() {
        return Math.max(1, new SecureRandom().nextLong() & Long.MAX_VALUE);
    }
}
