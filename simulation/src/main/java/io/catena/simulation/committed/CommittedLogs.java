package io.catena.simulation.committed;

import java.util.ArrayList;
import java.util.List;

/** What each chain has committed. */
public final class CommittedLogs {
    private final List<CommittedLog> logs = new ArrayList<>();

    public CommittedLogs(int chains) {
        for (int chain = 1; chain <= chains; chain++) {
            logs.add(new CommittedLog());
        }
    }

    public CommittedLog of(int chain) {
        return logs.get(chain - 1);
    }

    /** Whether the client session is remembered when everything that its chain has committed has been applied. */
    public boolean knowsSession(long number) {
        return logs.stream().anyMatch(log -> log.knowsSession(number));
    }
}
