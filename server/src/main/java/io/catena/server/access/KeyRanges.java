package io.catena.server.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of keys, given by ranges. A look-up takes the logarithm of their number, however they overlap. */
final class KeyRanges {
    private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    static final KeyRanges NONE = new KeyRanges(List.of());

    /** Ranges that do not overlap, by their first key. */
    private final NavigableMap<byte[], KeyRange> byFrom = new TreeMap<>(ORDER);

    KeyRanges(Collection<KeyRange> ranges) {
        ranges.stream().sorted(Comparator.comparing(KeyRange::from, ORDER)).forEach(this::add);
    }

    /** Ranges come by their first keys, so that only the last one can reach into the next. */
    private void add(KeyRange range) {
        Map.Entry<byte[], KeyRange> last = byFrom.lastEntry();
        if (last == null
                || last.getValue().to() != null && ORDER.compare(last.getValue().to(), range.from()) < 0) {
            byFrom.put(range.from(), range);
            return;
        }
        byte[] end = last.getValue().to();
        boolean reachesFurther = end != null && (range.to() == null || ORDER.compare(range.to(), end) > 0);
        if (reachesFurther) {
            byFrom.put(last.getKey(), new KeyRange(last.getKey(), range.to()));
        }
    }

    boolean contains(byte[] key) {
        Map.Entry<byte[], KeyRange> nearest = byFrom.floorEntry(key);
        return nearest != null && nearest.getValue().contains(key);
    }
}
