package io.catena.server.storage.journal;

import java.util.Map;

/**
 * Which parts count no more, as LevelDB says: those of a chain up to a block.
 *
 * @param upTo the number of that block by chain; 0 for a chain that is not named
 */
public record Voids(Map<Integer, Long> upTo) {
    boolean isVoid(int chain, long block) {
        return block <= upTo.getOrDefault(chain, 0L);
    }

    /** No lower number than this is given to a block. */
    long highest() {
        return upTo.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Blocks up to this one have nothing that counts, whatever is in them. */
    long ofAll(LogLayout layout) {
        return layout == LogLayout.ONE_CHAIN ? upTo.getOrDefault(LogLayout.ONLY_CHAIN, 0L) : 0;
    }
}
