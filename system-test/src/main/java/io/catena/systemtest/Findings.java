package io.catena.systemtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The violations that were found; the first hundred are kept. Thread-safe. */
public final class Findings {
    private static final int MOST = 100;

    private final List<String> all = new ArrayList<>();

    public synchronized void add(String finding) {
        if (all.size() < MOST) {
            all.add(finding);
        }
    }

    void add(String where, Optional<String> finding) {
        finding.ifPresent(text -> add(where + ": " + text));
    }

    /** In the order in which they were found. */
    public synchronized List<String> all() {
        return List.copyOf(all);
    }

    /** @throws AssertionError if there is a violation */
    synchronized void requireNone() {
        if (!all.isEmpty()) {
            throw new AssertionError(all.size() + " violations:\n  " + String.join("\n  ", all));
        }
    }
}
