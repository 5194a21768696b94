package io.catena.systemtest;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of one key. Its only writer numbers its writes 1, 2, 3, ...: write n puts a value that contains n, and
 * every tenth write deletes the key. So a value shows which write it came from. Thread-safe.
 */
final class KeyHistory {
    private static final int DELETE_EVERY = 10;

    private final String key;
    private final String padding;
    /** The highest write that was begun. */
    private long begun;
    /** The highest write that has certainly taken effect: later reads must see it or a later one. */
    private long floor;
    /** Writes that certainly have not been done. */
    private final Set<Long> refused = new HashSet<>();

    KeyHistory(String key, int paddingBytes) {
        this.key = key;
        this.padding = "x".repeat(paddingBytes);
    }

    String key() {
        return key;
    }

    static boolean isDelete(long number) {
        return number % DELETE_EVERY == 0;
    }

    String value(long number) {
        return key + " " + number + " " + padding;
    }

    /** Begins the next write and returns its number. */
    synchronized long begin() {
        begun++;
        return begun;
    }

    synchronized void acknowledged(long number) {
        floor = Math.max(floor, number);
    }

    synchronized void refused(long number) {
        refused.add(number);
    }

    /** To be called before a read begins. */
    synchronized long floor() {
        return floor;
    }

    synchronized long begun() {
        return begun;
    }

    /**
     * Judges the value that a read found or a write replaced.
     *
     * @param floorBefore the floor before the call began
     * @param ceiling the highest write that the call may have seen
     * @return the violation; empty if the value is correct
     */
    synchronized Optional<String> judge(long floorBefore, long ceiling, Optional<String> value) {
        if (value.isEmpty()) {
            return judgeAbsence(floorBefore, ceiling);
        }
        long number = numberIn(value.get());
        if (number < 1 || isDelete(number) || !value(number).equals(value.get())) {
            return wrong("was never written", value.get(), floorBefore, ceiling);
        }
        if (number > ceiling) {
            return wrong("comes before it was written", value.get(), floorBefore, ceiling);
        }
        if (refused.contains(number)) {
            return wrong("is of a write that certainly was not done", value.get(), floorBefore, ceiling);
        }
        if (number < floorBefore) {
            return wrong("is older than what was acknowledged or seen before", value.get(), floorBefore, ceiling);
        }
        floor = Math.max(floor, number);
        return Optional.empty();
    }

    private Optional<String> judgeAbsence(long floorBefore, long ceiling) {
        long delete = (floorBefore + DELETE_EVERY - 1) / DELETE_EVERY * DELETE_EVERY;
        while (refused.contains(delete)) {
            delete += DELETE_EVERY;
        }
        if (delete > ceiling) {
            return wrong("is missing", "no value", floorBefore, ceiling);
        }
        floor = Math.max(floor, delete);
        return Optional.empty();
    }

    private Optional<String> wrong(String what, String value, long floorBefore, long ceiling) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "..." : value;
        return Optional.of("key " + key + ": '" + shown + "' " + what + "; correct is a write from " + floorBefore
                + " to " + ceiling);
    }

    private long numberIn(String value) {
        String[] parts = value.split(" ", 3);
        try {
            return parts.length == 3 && parts[0].equals(key) ? Long.parseLong(parts[1]) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
