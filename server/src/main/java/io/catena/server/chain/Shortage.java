package io.catena.server.chain;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which of a replica and the members behind it has too little free space on its disk (H13).
 *
 * @param low the nearest node that has less than its reserve; null if there is none
 * @param out the nearest node that has less than a quarter of it; null if there is none. Then not even deletes may be
 *     taken
 */
public record Shortage(String low, String out) {
    public static final Shortage NONE = new Shortage(null, null);

    /** Of a node with this space and the members behind it. */
    static Shortage of(String nodeId, Space space, Shortage behind) {
        return new Shortage(space == Space.ENOUGH ? behind.low : nodeId, space == Space.OUT ? nodeId : behind.out);
    }

    public boolean exists() {
        return low != null || out != null;
    }

    /** Whether a request must wait until there is room. */
    boolean forbids(WriteRequest request) {
        return out != null || low != null && !request.makesRoom();
    }

    Stream<String> nodes() {
        return Stream.of(low, out).filter(Objects::nonNull);
    }
}
